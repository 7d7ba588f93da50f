using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>
/// The names of a space's parameters, in order, shared by all of its configurations so that each holds values only.
/// </summary>
internal sealed class ParameterTable
{
    // Below this, comparing names one by one is faster than hashing and needs no memory.
    private const int Few = 8;

    // Configurations read one after another from a journal nearly always have the same names.
    [ThreadStatic]
    private static ParameterTable? s_latest;

    private readonly string[] _names;
    private readonly ulong[] _mixed;
    private readonly Dictionary<string, int>? _index;

    public ParameterTable(string[] names)
    {
        _names = names;
        _mixed = new ulong[names.Length];
        _index = names.Length > Few ? new Dictionary<string, int>(names.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < names.Length; i++)
        {
            if (ParameterName.Problem(names[i]) is { } problem)
            {
                throw new ArgumentException($"The parameter name '{names[i]}' {problem}.", nameof(names));
            }

            if (IndexOf(names[i], i) >= 0)
            {
                throw new ArgumentException($"The parameter '{names[i]}' appears twice.", nameof(names));
            }

            _mixed[i] = Mix.Into(Mix.Start, names[i]);
            _index?.Add(names[i], i);
        }
    }

    public static ParameterTable Empty { get; } = new([]);

    public int Count => _names.Length;

    public ReadOnlySpan<string> Names => _names;

    public string this[int index] => _names[index];

    /// <summary>The table of these names: the one made last on this thread when the names are the same.</summary>
    public static ParameterTable For(ReadOnlySpan<string> names) =>
        s_latest is { } latest && names.SequenceEqual(latest._names) ? latest : s_latest = new(names.ToArray());

    /// <summary>The position of a name, or -1.</summary>
    public int IndexOf(string name) => IndexOf(name, _names.Length);

    /// <summary>The stable hash of the name at a position.</summary>
    public ulong Mixed(int index) => _mixed[index];

    private int IndexOf(string name, int count) =>
        _index is null ? _names.AsSpan(0, count).IndexOf(name) : _index.GetValueOrDefault(name, -1);
}
