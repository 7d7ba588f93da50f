using Tune.Engine.Metrics;

namespace Tune.Storage.Journal;

/// <summary>The names of a report.</summary>
internal readonly struct MetricNames(MetricSet metrics) : INames
{
    public int Count => metrics.Count;

    public string this[int index] => metrics[index].Name;
}

/// <summary>Names in an array.</summary>
internal readonly struct ListedNames(string[] names) : INames
{
    public int Count => names.Length;

    public string this[int index] => names[index];
}
