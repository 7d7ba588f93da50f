using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Export;

/// <summary>The columns of an experiment's reports, and where each metric goes.</summary>
internal sealed class ReportColumns
{
    public static readonly IReadOnlyList<string> Fixed = ["trial", "attempt", "sequence", "iteration", "time_utc"];

    private readonly Dictionary<string, int> _metricIndex = new(StringComparer.Ordinal);
    private readonly List<string> _metrics = [];
    private readonly Dictionary<string, int> _parameterIndex = new(StringComparer.Ordinal);
    private readonly List<string> _parameters = [];
    private readonly List<int> _kinds = [];
    private string[] _latestNames = [];
    private int[] _latestSlots = [];

    /// <summary>Names as recorded.</summary>
    public IReadOnlyList<string> Metrics => _metrics;

    /// <summary>Names as recorded.</summary>
    public IReadOnlyList<string> Parameters => _parameters;

    /// <summary>Every heading in order, all different.</summary>
    public IReadOnlyList<string> Headings { get; private set; } = [];

    public void Add(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created e:
                AddSpace(e.Spec.Space);
                break;
            case ExperimentEvent.Extended e:
                AddSpace(e.Spec.Space);
                break;
            case ExperimentEvent.TrialProposed e:
                AddConfig(e.Config);
                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone }:
                AddConfig(clone.Config);
                break;
            case ExperimentEvent.Reported e:
                Slots(e.Metrics);
                break;
            default:
                break;
        }
    }

    /// <summary>Settles the headings once everything was added.</summary>
    public void Complete()
    {
        var taken = new HashSet<string>(Fixed, StringComparer.Ordinal);
        Headings =
        [
            .. Fixed,
            .. _metrics.Select(name => Free(taken, name, "metrics/")),
            .. _parameters.Select(name => Free(taken, name, "config/")),
        ];
    }

    /// <summary>The place among <see cref="Metrics"/> of each metric of a report.</summary>
    public ReadOnlySpan<int> Slots(MetricSet metrics)
    {
        // Nearly every report has the names of the one before it.
        if (!IsLatest(metrics))
        {
            _latestNames = [.. metrics.Select(metric => metric.Name)];
            _latestSlots = [.. _latestNames.Select(name => IndexOf(name, _metricIndex, _metrics))];
        }

        return _latestSlots;
    }

    /// <summary>What all values of a parameter can be held in: Integer, Real, Boolean or Text.</summary>
    public ValueKind KindOf(int parameter) => KindOfAll(_kinds[parameter]);

    /// <summary>The same of kinds as bits.</summary>
    public static ValueKind KindOfAll(int kinds)
    {
        const int integer = 1 << (int)ValueKind.Integer;
        const int real = 1 << (int)ValueKind.Real;
        return (kinds & ~(1 << (int)ValueKind.Null)) switch
        {
            integer => ValueKind.Integer,
            real or (real | integer) => ValueKind.Real,
            1 << (int)ValueKind.Boolean => ValueKind.Boolean,
            _ => ValueKind.Text,
        };
    }

    private static string Free(HashSet<string> taken, string name, string prefix)
    {
        while (!taken.Add(name))
        {
            name = prefix + name;
        }

        return name;
    }

    private static int IndexOf(string name, Dictionary<string, int> index, List<string> names)
    {
        if (!index.TryGetValue(name, out var found))
        {
            found = names.Count;
            index.Add(name, found);
            names.Add(name);
        }

        return found;
    }

    private bool IsLatest(MetricSet metrics)
    {
        if (metrics.Count != _latestNames.Length)
        {
            return false;
        }

        for (var i = 0; i < _latestNames.Length; i++)
        {
            if (!string.Equals(metrics[i].Name, _latestNames[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private void AddSpace(SearchSpace space)
    {
        foreach (var parameter in space.Parameters)
        {
            AddParameter(parameter.Name, 0);
        }
    }

    private void AddConfig(Configuration config)
    {
        foreach (var (name, value) in config)
        {
            AddParameter(name, 1 << (int)value.Kind);
        }
    }

    private void AddParameter(string name, int kind)
    {
        var index = IndexOf(name, _parameterIndex, _parameters);
        if (index == _kinds.Count)
        {
            _kinds.Add(0);
        }

        _kinds[index] |= kind;
    }
}
