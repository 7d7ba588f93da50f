using Tune.Engine.Ports;

namespace Tune.Schedulers.Search.Wrapping;

/// <summary>Options of a searcher that stands around another one.</summary>
internal interface IWrappingOptions
{
    /// <summary>The options of the searcher inside.</summary>
    SearcherOptions Inner { get; }
}
