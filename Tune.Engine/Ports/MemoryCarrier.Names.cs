using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Engine.Ports;

public sealed partial class MemoryCarrier
{
    private readonly SharedValues<Configuration> _configurations = new(new SameAsWritten());
    private readonly Dictionary<string, int> _lists = new(StringComparer.Ordinal);
    private readonly List<NameList> _listsInOrder = [];
    private string[] _latest = [];
    private int _latestPlace;

    /// <summary>A configuration; one that was met before comes back as the same object.</summary>
    public Configuration Config(Configuration value) => Shared(_configurations, value, static (by, config) =>
        by.IsReading ? by.ReadConfig() : by.WriteConfig(config));

    /// <summary>The metrics of a report.</summary>
    public MetricSet Metrics(MetricSet value)
    {
        if (IsReading)
        {
            return ReadMetrics();
        }

        WriteNames(value.Count, static (metrics, at) => metrics[at].Name, value);
        foreach (var metric in value)
        {
            Real(metric.Value);
        }

        return value;
    }

    // The thing itself the first time, its place in the order of first times from then on. What counts is the value and
    // not the object, so that the bytes do not tell who shared what with whom.
    private T Shared<T>(SharedValues<T> met, T value, Func<MemoryCarrier, T, T> item)
        where T : class
    {
        if (IsReading)
        {
            var at = Place(0, met.Count);
            return at > 0 ? met[at - 1] : met.Keep(item(this, null!));
        }

        var place = met.PlaceOf(value);
        Place(place, met.Count);
        if (place == 0)
        {
            item(this, value);
            met.Add(value);
        }

        return value;
    }

    // Where in a table that has so many entries; 0 for one that is not there yet.
    private int Place(int value, int count)
    {
        if (_to is not null)
        {
            _to.Count(value);
            return value;
        }

        var from = Rest();
        var at = from.Int();
        MoveTo(from);
        return at <= count ? at : throw new InvalidDataException($"only {count} came before, not {at}");
    }

    private Configuration WriteConfig(Configuration config)
    {
        var present = config.ToArray();
        WriteNames(present.Length, static (entries, at) => entries[at].Key, present);
        foreach (var (_, value) in present)
        {
            Value(value);
        }

        return config;
    }

    private Configuration ReadConfig()
    {
        var names = ReadNames();
        var values = new ParameterValue[names.Names.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Value(default);
        }

        return new Configuration(names.AsParameters(), values);
    }

    private ParameterValue Value(ParameterValue value)
    {
        switch (Choice(value.Kind))
        {
            case ValueKind.Real:
                var real = Real(IsReading ? 0 : value.AsReal());
                return double.IsFinite(real) ? real : throw new InvalidDataException($"{real} is no parameter's value");
            case ValueKind.Integer:
                return Number(IsReading ? 0 : value.AsInteger());
            case ValueKind.Text:
                return Text(IsReading ? "" : value.AsText());
            case ValueKind.Boolean:
                return Flag(!IsReading && value.AsBoolean());
            case ValueKind.Null:
                return ParameterValue.Null;
            default:
                throw new InvalidDataException("a parameter has no value");
        }
    }

    private MetricSet ReadMetrics()
    {
        var names = ReadNames().AsMetrics();
        if (names.Length == 0)
        {
            return MetricSet.Empty;
        }

        var values = new MetricValue[names.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new MetricValue(names[i], Real(0));
        }

        return MetricSet.Trusted(values);
    }

    private void WriteNames<T>(int count, Func<T, int, string> nameAt, T of)
    {
        if (!AreLatest(count, nameAt, of))
        {
            _latest = new string[count];
            for (var i = 0; i < count; i++)
            {
                _latest[i] = nameAt(of, i);
            }

            // No name has a control character in it.
            var joined = string.Join('\n', _latest);
            if (!_lists.TryGetValue(joined, out _latestPlace))
            {
                Place(0, _lists.Count);
                Items(_latest, static (by, name) => by.Text(name));
                _lists.Add(joined, _latestPlace = _lists.Count + 1);
                return;
            }
        }

        Place(_latestPlace, _lists.Count);
    }

    private bool AreLatest<T>(int count, Func<T, int, string> nameAt, T of)
    {
        var isSame = _latestPlace > 0 && count == _latest.Length;
        for (var i = 0; isSame && i < count; i++)
        {
            isSame = string.Equals(_latest[i], nameAt(of, i), StringComparison.Ordinal);
        }

        return isSame;
    }

    private NameList ReadNames()
    {
        var at = Place(0, _listsInOrder.Count);
        if (at > 0)
        {
            return _listsInOrder[at - 1];
        }

        var names = Items(Array.Empty<string>(), static (by, _) => by.Text(""));
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new InvalidDataException("a name appears twice");
        }

        _listsInOrder.Add(new NameList(names));
        return _listsInOrder[^1];
    }
}
