using System.Runtime.InteropServices;
using Tune.Engine.Ports;

namespace Tune.Schedulers.Ranking;

/// <summary>
/// A growing multiset in order: add a key, ask for the key at a rank, ask how many keys lie below one. Each takes
/// time logarithmic in the count. A key is taken out only where a trial begins again.
/// </summary>
/// <remarks>
/// A counted B+ tree: keys stand in sorted leaves, and every inner node knows how many keys each child holds. Leaves
/// are about 70 % full when keys come in random order, so a key costs about 1.45 times its own size. What is taken out
/// leaves a gap: nodes are not merged.
/// </remarks>
internal sealed class RankTree<TKey>
    where TKey : struct, IComparable<TKey>
{
    private Node _root = new(children: null, Node.FirstKeys);

    /// <summary>How many keys there are, equal ones included.</summary>
    public int Count { get; private set; }

    /// <summary>The key with this many keys before it.</summary>
    /// <param name="rank">0 for the lowest, Count - 1 for the highest.</param>
    public TKey this[int rank]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rank);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, Count);
            return _root.At(rank);
        }
    }

    /// <summary>How many keys are strictly lower than this one, which need not be there itself.</summary>
    public int CountBelow(TKey key) => _root.CountBelow(key);

    /// <summary>Adds a key; equal keys stand side by side.</summary>
    public void Add(TKey key)
    {
        if (_root.Add(key) is { } right)
        {
            _root = new Node(_root, right);
        }

        Count++;
    }

    /// <summary>Takes a key out, one of several equal ones.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key)
    {
        var isThere = _root.Remove(key);
        Count -= isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Carries the keys in order. How they are spread over the nodes is nobody's business.</summary>
    public void Carry(MemoryCarrier by, Func<MemoryCarrier, TKey, TKey> key)
    {
        var keys = new List<TKey>(Count);
        _root.AddTo(keys);
        by.List(keys, key);
        if (!by.IsReading)
        {
            return;
        }

        for (var i = 1; i < keys.Count; i++)
        {
            if (keys[i].CompareTo(keys[i - 1]) < 0)
            {
                throw new InvalidDataException("a ranking is out of order");
            }
        }

        (_root, Count) = (Node.Of(CollectionsMarshal.AsSpan(keys)), keys.Count);
    }

    private sealed class Node
    {
        /// <summary>The room of a tree's first leaf to begin with: many trees never hold more.</summary>
        public const int FirstKeys = 8;

        private const int LeafKeys = 256;
        private const int Fanout = 64;

        // In a leaf the keys themselves; in an inner node the lowest key below each child.
        private TKey[] _keys;
        private readonly Node[]? _children;
        private readonly int[] _sizes;
        private int _used;

        public Node(Node[]? children, int room)
        {
            _children = children;
            _keys = new TKey[room];
            _sizes = children is null ? [] : new int[Fanout];
        }

        public Node(Node left, Node right)
            : this(new Node[Fanout], Fanout)
        {
            Insert(0, left._keys[0], left);
            Insert(1, right._keys[0], right);
        }

        /// <summary>A tree of keys that are in order, with room in its leaves for more.</summary>
        public static Node Of(ReadOnlySpan<TKey> keys)
        {
            const int leafFull = LeafKeys * 3 / 4;
            const int innerFull = Fanout * 3 / 4;
            if (keys.Length <= leafFull)
            {
                return Leaf(keys);
            }

            var level = new List<Node>();
            for (var left = keys; !left.IsEmpty; left = left[Math.Min(leafFull, left.Length)..])
            {
                level.Add(Leaf(left[..Math.Min(leafFull, left.Length)]));
            }

            while (level.Count > 1)
            {
                level = [.. level.Chunk(innerFull).Select(Inner)];
            }

            return level[0];
        }

        private static Node Leaf(ReadOnlySpan<TKey> keys)
        {
            var leaf = new Node(children: null, Math.Max(FirstKeys, keys.Length)) { _used = keys.Length };
            keys.CopyTo(leaf._keys);
            return leaf;
        }

        private static Node Inner(Node[] children)
        {
            var inner = new Node(new Node[Fanout], Fanout);
            for (var i = 0; i < children.Length; i++)
            {
                inner.Insert(i, children[i]._keys[0], children[i]);
            }

            return inner;
        }

        private int Size => _children is null ? _used : Sum(_used);

        public TKey At(int rank)
        {
            var node = this;
            while (node._children is { } children)
            {
                var child = 0;
                while (rank >= node._sizes[child])
                {
                    rank -= node._sizes[child++];
                }

                node = children[child];
            }

            return node._keys[rank];
        }

        /// <summary>Adds all keys below this node, in order.</summary>
        public void AddTo(List<TKey> keys)
        {
            if (_children is null)
            {
                keys.AddRange(_keys.AsSpan(0, _used));
                return;
            }

            foreach (var child in _children.AsSpan(0, _used))
            {
                child.AddTo(keys);
            }
        }

        public int CountBelow(TKey key)
        {
            var below = 0;
            var node = this;
            while (node._children is { } children)
            {
                var child = Math.Max(node.LowerBound(key) - 1, 0);
                below += node.Sum(child);
                node = children[child];
            }

            return below + node.LowerBound(key);
        }

        /// <summary>Adds a key below this node; returns the node's new right neighbour if it had to split.</summary>
        public Node? Add(TKey key)
        {
            var at = UpperBound(key);
            if (_children is null)
            {
                return InsertOrSplit(at, key, child: null);
            }

            var child = Math.Max(at - 1, 0);
            var right = _children[child].Add(key);
            _keys[child] = _children[child]._keys[0];
            if (right is null)
            {
                _sizes[child]++;
                return null;
            }

            _sizes[child] = _children[child].Size;
            return InsertOrSplit(child + 1, right._keys[0], right);
        }

        // The lowest keys that an inner node knows may be gone: they still say where a child ends and the next begins.
        public bool Remove(TKey key)
        {
            var at = LowerBound(key);
            if (_children is null)
            {
                var isThere = at < _used && _keys[at].CompareTo(key) == 0;
                if (isThere)
                {
                    _keys.AsSpan(at + 1, _used - at - 1).CopyTo(_keys.AsSpan(at));
                    _used--;
                }

                return isThere;
            }

            // Equal keys may begin in one child and go on in the next.
            var child = Math.Max(at - 1, 0);
            do
            {
                if (_children[child].Remove(key))
                {
                    _sizes[child]--;
                    return true;
                }

                child++;
            }
            while (child < _used && _keys[child].CompareTo(key) <= 0);

            return false;
        }

        private Node? InsertOrSplit(int at, TKey key, Node? child)
        {
            if (_used < (_children is null ? LeafKeys : Fanout))
            {
                Insert(at, key, child);
                return null;
            }

            var right = SplitOff();
            if (at <= _used)
            {
                Insert(at, key, child);
            }
            else
            {
                right.Insert(at - _used, key, child);
            }

            return right;
        }

        private Node SplitOff()
        {
            var half = _used / 2;
            var right = _children is null
                ? new Node(children: null, LeafKeys) { _used = _used - half }
                : new Node(new Node[Fanout], Fanout) { _used = _used - half };
            _keys.AsSpan(half, right._used).CopyTo(right._keys);
            if (_children is { } children)
            {
                children.AsSpan(half, right._used).CopyTo(right._children);
                children.AsSpan(half, right._used).Clear();
                _sizes.AsSpan(half, right._used).CopyTo(right._sizes);
            }

            _used = half;
            return right;
        }

        private void Insert(int at, TKey key, Node? child)
        {
            if (_used == _keys.Length)
            {
                Array.Resize(ref _keys, Math.Min(2 * _used, LeafKeys));
            }

            var moved = _used - at;
            _keys.AsSpan(at, moved).CopyTo(_keys.AsSpan(at + 1));
            _keys[at] = key;
            if (child is not null)
            {
                _children.AsSpan(at, moved).CopyTo(_children.AsSpan(at + 1));
                _sizes.AsSpan(at, moved).CopyTo(_sizes.AsSpan(at + 1));
                _children![at] = child;
                _sizes[at] = child.Size;
            }

            _used++;
        }

        private int Sum(int children)
        {
            var sum = 0;
            foreach (var size in _sizes.AsSpan(0, children))
            {
                sum += size;
            }

            return sum;
        }

        private int LowerBound(TKey key) => Bound(key, equalCounts: 0);

        private int UpperBound(TKey key) => Bound(key, equalCounts: 1);

        // How many keys of this node come before the key: lower ones, and equal ones if they count.
        private int Bound(TKey key, int equalCounts)
        {
            var (low, high) = (0, _used);
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (_keys[middle].CompareTo(key) < equalCounts)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }
    }
}
