using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Engine.Ports;

/// <summary>The names of metrics, or of parameters, as they were read.</summary>
internal sealed class NameList(string[] names)
{
    private ParameterTable? _table;
    private bool _areMetrics;

    public string[] Names => names;

    public ParameterTable AsParameters()
    {
        try
        {
            return _table ??= ParameterTable.For(names);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public string[] AsMetrics()
    {
        if (!_areMetrics)
        {
            _areMetrics = names.Length <= MetricSet.CountMax && Array.TrueForAll(names, MetricSet.IsName);
        }

        return _areMetrics ? names : throw new InvalidDataException("the name of a metric is not allowed");
    }
}
