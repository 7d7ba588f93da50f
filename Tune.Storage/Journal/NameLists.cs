using System.Runtime.InteropServices;

namespace Tune.Storage.Journal;

/// <summary>
/// The lists of names (of a report's metrics, of a configuration's parameters) that a segment has defined so far. Each
/// is written once per segment and then meant by its number, 1 or more. Definitions stand at the start of a frame, so
/// that they can be collected without decoding events.
/// </summary>
internal sealed class NameLists
{
    // A trainable that invents metric names must not make this grow without end: beyond it, names go with the event.
    private const int ListsMax = 4096;
    private const int NamesMax = 65_536;

    private readonly List<string[]> _lists = [];
    private readonly Dictionary<string, List<int>> _byFirst = new(StringComparer.Ordinal);
    private int _names;
    private int _latest;

    public int Count => _lists.Count;

    public string[] this[int number] => number > 0 && number <= _lists.Count
        ? _lists[number - 1]
        : throw new InvalidDataException($"the list of names {number} is not defined");

    /// <summary>The number of a list; 0 if it is not defined.</summary>
    public int Find<T>(T names)
        where T : struct, INames
    {
        if (_latest > 0 && Matches(_lists[_latest - 1], names))
        {
            return _latest;
        }

        foreach (var number in CollectionsMarshal.AsSpan(_byFirst.GetValueOrDefault(Key(names), [])))
        {
            if (Matches(_lists[number - 1], names))
            {
                return _latest = number;
            }
        }

        return 0;
    }

    /// <summary>Defines a list; 0 if there is no room.</summary>
    public int Add(string[] names)
    {
        if (_lists.Count >= ListsMax || _names + names.Length > NamesMax)
        {
            return 0;
        }

        _lists.Add(names);
        _names += names.Length;
        ref var numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_byFirst, KeyOf(names), out _);
        (numbers ??= []).Add(_lists.Count);
        return _latest = _lists.Count;
    }

    /// <summary>Forgets the lists after the first so many: their definition was not written.</summary>
    public void CutTo(int count)
    {
        while (_lists.Count > count)
        {
            var last = _lists[^1];
            _byFirst[KeyOf(last)].Remove(_lists.Count);
            _names -= last.Length;
            _lists.RemoveAt(_lists.Count - 1);
        }

        _latest = Math.Min(_latest, count);
    }

    public void Clear() => CutTo(0);

    /// <summary>All lists in the order of their numbers.</summary>
    public string[][] ToArray() => [.. _lists];

    /// <summary>Takes lists in place of what there was; false if there are more than there can be.</summary>
    public bool TryLoad(IEnumerable<string[]> lists)
    {
        Clear();
        return lists.All(names => Add(names) != 0);
    }

    private static string Key<T>(T names)
        where T : struct, INames => names.Count == 0 ? "" : names[0];

    private static string KeyOf(string[] names) => names.Length == 0 ? "" : names[0];

    private static bool Matches<T>(string[] list, T names)
        where T : struct, INames
    {
        if (list.Length != names.Count)
        {
            return false;
        }

        for (var i = 0; i < list.Length; i++)
        {
            if (!string.Equals(list[i], names[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Names in order, seen through whatever holds them.</summary>
internal interface INames
{
    int Count { get; }

    string this[int index] { get; }
}
