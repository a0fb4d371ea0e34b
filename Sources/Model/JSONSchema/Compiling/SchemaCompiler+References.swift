extension SchemaCompiler {
    /// Where a reference leads to.
    struct Target {
        var place: Place
        var resource: Int
        /// The name by which it was found, when it was one.
        var anchor: String?
    }

    /// The index of the schema that a reference leads to.
    ///
    /// - Returns: `nil` after reporting that it leads nowhere.
    mutating func target(of value: Place, in resource: Int) -> (index: Int, target: Target)? {
        self.referenceCount += 1
        guard self.referenceCount <= self.options.limits.referenceCountMax else {
            if self.referenceCount == self.options.limits.referenceCountMax + 1 {
                self.report("The schema has more references than it may.", at: value)
            }
            return nil
        }
        let text = self.documents[value.document].string(value.node)
        guard let target = self.resolve(text, in: resource) else {
            self.report(
                "The reference \(Self.quoted(text)) leads to no schema that is here; none is ever fetched.",
                at: value)
            return nil
        }
        self.walk(target.place, in: target.resource)
        return (self.index(of: target.place, in: target.resource), target)
    }

    private mutating func resolve(_ text: String, in resource: Int) -> Target? {
        let uri = URIReference(text).resolved(against: self.resources[resource].base)
        guard let found = self.resource(uri.withoutFragment, from: resource),
            let fragment = uri.decodedFragment
        else { return nil }
        if fragment.isEmpty { return Target(place: self.resources[found].root, resource: found) }
        if fragment.hasPrefix("/") { return self.follow(fragment, from: found) }
        guard let place = self.resources[found].anchors[fragment] else { return nil }
        return Target(place: place, resource: self.homes[place] ?? found, anchor: fragment)
    }

    /// The resource of a URI: one of the schema's own, or another document that is at hand.
    private mutating func resource(_ uri: String, from resource: Int) -> Int? {
        if let known = self.resourceByURI[uri] { return known }
        guard let document = Metaschemas.documents[uri] ?? self.options.documents[uri] else { return nil }
        return self.add(document, uri: uri, as: self.resources[resource].dialect)
    }

    /// Follows a JSON pointer, minding the resources on the way.
    private func follow(_ pointer: String, from resource: Int) -> Target? {
        guard let steps = JSONPointer.steps(pointer) else { return nil }
        var target = Target(place: self.resources[resource].root, resource: resource)
        for step in steps {
            guard let child = self.documents[target.place.document].child(step, of: target.place.node) else {
                return nil
            }
            target.place.node = child
            if let home = self.homes[target.place] { target.resource = home }
        }
        return target
    }
}
