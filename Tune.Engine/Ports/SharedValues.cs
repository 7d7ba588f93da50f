namespace Tune.Engine.Ports;

/// <summary>Values in the order in which they were met first.</summary>
internal sealed class SharedValues<T>(IEqualityComparer<T>? sameness = null)
    where T : class
{
    private readonly List<T> _met = [];
    private readonly Dictionary<T, int> _places = new(sameness);

    // Nearly always it is the object that was met; to compare values takes longer.
    private readonly Dictionary<T, int> _objects = new(ReferenceEqualityComparer.Instance);

    public int Count => _met.Count;

    public T this[int index] => _met[index];

    /// <summary>From 1 on; 0 for one that was not met.</summary>
    public int PlaceOf(T value)
    {
        if (!_objects.TryGetValue(value, out var place) && _places.TryGetValue(value, out place))
        {
            _objects[value] = place;
        }

        return place;
    }

    /// <summary>Remembers a value that was read.</summary>
    public T Keep(T value)
    {
        _met.Add(value);
        return value;
    }

    /// <summary>Remembers a value that was written.</summary>
    public void Add(T value)
    {
        _met.Add(value);
        _places[value] = _objects[value] = _met.Count;
    }
}
