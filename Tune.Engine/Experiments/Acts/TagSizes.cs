using Tune.Engine.Ports;
using Tune.Engine.Randomness;

namespace Tune.Engine.Experiments.Acts;

/// <summary>Which tags somebody has, as hashes of their names, and how long each is: 12 bytes a tag. Never changes.
/// </summary>
internal sealed class TagSizes
{
    private readonly ulong[] _names;
    private readonly int[] _lengths;

    private TagSizes(ulong[] names, int[] lengths) => (_names, _lengths) = (names, lengths);

    public static TagSizes None { get; } = new([], []);

    /// <summary>How many there are.</summary>
    public int Count => _names.Length;

    /// <summary>How many characters all of them have, names and values.</summary>
    public int Length => _lengths.Sum();

    /// <summary>What there is after something was written.</summary>
    public TagSizes After(UserAct.Annotate annotate)
    {
        var all = new SortedDictionary<ulong, int>();
        for (var i = 0; i < _names.Length; i++)
        {
            all.Add(_names[i], _lengths[i]);
        }

        foreach (var name in annotate.Remove)
        {
            all.Remove(Mix.Into(Mix.Start, name));
        }

        foreach (var (name, value) in annotate.Set)
        {
            all[Mix.Into(Mix.Start, name)] = name.Length + value.Length;
        }

        return new TagSizes([.. all.Keys], [.. all.Values]);
    }

    public static TagSizes Carry(MemoryCarrier by, TagSizes? tags) => new(
        by.Items(tags?._names ?? [], static (by, name) => by.Word(name)),
        by.Items(tags?._lengths ?? [], static (by, length) => by.Number(length)));
}
