using System.Collections;
using System.Text.Json.Serialization;
using Tune.Engine.Randomness;

namespace Tune.Engine.Trials;

/// <summary>
/// Where an attempt runs: slots of one node or of several, each node once. The first one leads: what is said of an
/// attempt in one word is said of it. Equal by content and order.
/// </summary>
[JsonConverter(typeof(AllocationConverter))]
public readonly struct Allocation : IEquatable<Allocation>, IReadOnlyList<NodeShare>
{
    private readonly NodeShare[]? _parts;

    private Allocation(NodeShare[] parts) => _parts = parts;

    /// <summary>Nothing: of a trial that has never run.</summary>
    public static Allocation Empty => default;

    /// <summary>How many nodes.</summary>
    public int Count => _parts?.Length ?? 0;

    /// <summary>What it has of a node, the leading one first.</summary>
    public NodeShare this[int index] => (_parts ?? [])[index];

    /// <summary>The name of the leading node; empty if there is none.</summary>
    public string Node => Count == 0 ? "" : this[0].Node;

    /// <summary>The lowest slot on the leading node; 0 if there is none.</summary>
    public int Slot => Count == 0 ? 0 : this[0].Slots[0];

    /// <summary>How many slots, those of all nodes together.</summary>
    public int Width
    {
        get
        {
            var width = 0;
            foreach (var part in _parts ?? [])
            {
                width += part.Slots.Count;
            }

            return width;
        }
    }

    /// <summary>Slots of one node.</summary>
    /// <exception cref="ArgumentException">There is no slot.</exception>
    public static Allocation On(string node, params int[] slots) => Of([new NodeShare(node, SlotSet.Of(slots))]);

    /// <inheritdoc cref="On(string, int[])" />
    public static Allocation On(string node, SlotSet slots) => Of([new NodeShare(node, slots)]);

    /// <summary>Slots of several nodes, the leading one first.</summary>
    /// <exception cref="ArgumentException">A node is there twice, or without a slot.</exception>
    public static Allocation Of(IEnumerable<NodeShare> parts)
    {
        NodeShare[] all = [.. parts];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Slots.Count == 0)
            {
                throw new ArgumentException($"Node '{all[i].Node}' is given without a slot.", nameof(parts));
            }

            for (var j = 0; j < i; j++)
            {
                if (all[j].Node == all[i].Node)
                {
                    throw new ArgumentException($"Node '{all[i].Node}' is given twice.", nameof(parts));
                }
            }
        }

        return new Allocation(all);
    }

    /// <summary>The slots it has of a node; none if it has nothing there.</summary>
    public SlotSet On(string node)
    {
        foreach (var part in _parts ?? [])
        {
            if (part.Node == node)
            {
                return part.Slots;
            }
        }

        return SlotSet.Empty;
    }

    /// <inheritdoc />
    public IEnumerator<NodeShare> GetEnumerator() => ((IEnumerable<NodeShare>)(_parts ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public bool Equals(Allocation other) => (_parts ?? []).AsSpan().SequenceEqual(other._parts ?? []);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Allocation other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => unchecked((int)Mix.Into(Mix.Into(Mix.Start, Node), Width));

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(Allocation left, Allocation right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Allocation left, Allocation right) => !left.Equals(right);

    /// <inheritdoc />
    public override string ToString() => string.Join(", ", this);
}
