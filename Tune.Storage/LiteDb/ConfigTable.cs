using Tune.Bytes;
using Tune.Engine.Spaces;
using Tune.Storage.Journal;

namespace Tune.Storage.LiteDb;

/// <summary>The configurations that a row speaks of, each once: a trial has another one only after it became a
/// clone.</summary>
internal sealed class ConfigTable
{
    private readonly List<Configuration> _configs = [];

    public Configuration this[int index] => index < _configs.Count
        ? _configs[index]
        : throw new InvalidDataException($"the configuration {index} is not there");

    public void Add(Configuration config)
    {
        if (IndexOf(config) < 0)
        {
            _configs.Add(config);
        }
    }

    public int IndexOf(Configuration config)
    {
        var same = _configs.FindIndex(known => ReferenceEquals(known, config));
        return same >= 0 ? same : _configs.FindIndex(known => known.Equals(config));
    }

    public void Write(ByteWriter to)
    {
        to.Count(_configs.Count);
        foreach (var config in _configs)
        {
            FactBytes.Write(FactBytes.NamesOf(config), to);
            FactBytes.WriteValues(config, to);
        }
    }

    public static ConfigTable Read(ref ByteReader from)
    {
        var table = new ConfigTable();
        for (var left = from.Count(); left > 0; left--)
        {
            table._configs.Add(FactBytes.ReadValues(FactBytes.ReadNames(ref from), ref from));
        }

        return table;
    }
}
