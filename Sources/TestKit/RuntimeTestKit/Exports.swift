// The vocabulary of faults is the product's own.
@_exported public import FaultInjection
