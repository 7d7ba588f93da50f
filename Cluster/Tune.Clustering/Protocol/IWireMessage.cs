namespace Tune.Clustering.Protocol;

/// <summary>
/// Marks what may travel between nodes. Every type that carries it has a manifest of its own and a codec; nothing else
/// is ever put on the wire or taken off it.
/// </summary>
internal interface IWireMessage;
