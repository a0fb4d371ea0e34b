// swift-tools-version: 6.2

import PackageDescription

// What somebody writes who uses Spinwire from a package of their own: nothing but the product.
let package = Package(
    name: "ten-lines",
    dependencies: [.package(name: "spinwire", path: "../..")],
    targets: [
        .executableTarget(
            name: "TenLines", dependencies: [.product(name: "Spinwire", package: "spinwire")],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
    ]
)
