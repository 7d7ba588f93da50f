using Tune.Engine.Randomness;

namespace Tune.Engine.Spaces;

/// <summary>Counts the configurations of a space, constraints aside.</summary>
internal sealed class SpaceCounting
{
    private readonly SearchSpace _space;

    // The last parameter that asks for a parent's value: after it the value makes no difference.
    private readonly Dictionary<string, int> _lastAsked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParameterValue[]> _spoken = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Index, ulong Chosen), long> _known = [];

    private SpaceCounting(SearchSpace space)
    {
        _space = space;
        for (var i = 0; i < space.Parameters.Length; i++)
        {
            foreach (var (parent, values) in space.Parameters[i].When)
            {
                _lastAsked[parent] = i;
                _spoken[parent] = [.. _spoken.GetValueOrDefault(parent, []).Union(values)];
            }
        }
    }

    /// <summary>The number; null when it is not countable, does not fit or depends on a derived value.</summary>
    public static long? Count(SearchSpace space)
    {
        var counting = new SpaceCounting(space);
        if (space.Parameters.Any(p => p.Domain is DerivedDomain
            ? counting._spoken.ContainsKey(p.Name)
            : p.Domain.Cardinality is null))
        {
            return null;
        }

        try
        {
            return counting.Count(0, []);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private long Count(int index, List<(string Parent, ParameterValue Value)> chosen)
    {
        if (index == _space.Parameters.Length)
        {
            return 1;
        }

        chosen = chosen.FindAll(c => _lastAsked[c.Parent] >= index);
        var key = (index, chosen.Aggregate(Mix.Start, (mixed, c) => c.Value.MixInto(Mix.Into(mixed, c.Parent))));
        return _known.TryGetValue(key, out var known) ? known : _known[key] = Fresh(index, chosen);
    }

    private long Fresh(int index, List<(string Parent, ParameterValue Value)> chosen)
    {
        var (name, domain, when) = _space.Parameters[index];
        if (!when.All(c => c.Values.Contains(chosen.Find(e => e.Parent == c.Parent).Value)))
        {
            return Count(index + 1, chosen);
        }

        // Only the values that conditions speak of make a difference; the others count together.
        var size = domain.Cardinality ?? 1;
        var spoken = _spoken.GetValueOrDefault(name, []);
        var sum = spoken.Sum(v => Count(index + 1, [.. chosen, (name, v)]));
        return spoken.Length == size ? sum : sum + ((size - spoken.Length) * Count(index + 1, chosen));
    }
}
