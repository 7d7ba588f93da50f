using System.Collections;
using System.Text.Json.Serialization;
using Tune.Engine.Randomness;

namespace Tune.Engine.Trials;

/// <summary>Slots of one node by their numbers, in rising order without repetition. Equal by content.</summary>
[JsonConverter(typeof(SlotSetConverter))]
public readonly struct SlotSet : IEquatable<SlotSet>, IReadOnlyList<int>
{
    private readonly int[]? _slots;

    private SlotSet(int[] slots) => _slots = slots;

    /// <summary>No slot.</summary>
    public static SlotSet Empty => default;

    /// <summary>How many.</summary>
    public int Count => _slots?.Length ?? 0;

    /// <summary>The number at a place, lowest first.</summary>
    public int this[int index] => (_slots ?? [])[index];

    /// <summary>These slots, in any order.</summary>
    public static SlotSet Of(IEnumerable<int> slots) => new([.. slots.Order().Distinct()]);

    /// <inheritdoc cref="Of(IEnumerable{int})" />
    public static SlotSet Of(params int[] slots) => Of((IEnumerable<int>)slots);

    /// <inheritdoc />
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_slots ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(SlotSet other) => (_slots ?? []).AsSpan().SequenceEqual(other._slots ?? []);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is SlotSet other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() =>
        unchecked((int)this.Aggregate(Mix.Start, (mixed, slot) => Mix.Into(mixed, slot)));

    /// <summary>Whether both hold the same slots.</summary>
    public static bool operator ==(SlotSet left, SlotSet right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(SlotSet left, SlotSet right) => !left.Equals(right);

    /// <inheritdoc />
    public override string ToString() => string.Join('+', this);
}
