namespace Tune.Storage.Journal;

/// <summary>
/// Places in a journal that somebody has been to, so that the next reading from there on does not begin with reading
/// what lies before. Whether a place is still one of that journal is seen when a cursor goes there. Safe for many
/// threads.
/// </summary>
internal sealed class KnownPlaces
{
    private const int PlacesMax = 8;

    private readonly Lock _gate = new();
    private readonly List<CursorPlace> _places = [];

    /// <summary>Notes a place; the one that was noted first is forgotten when there are too many.</summary>
    public void Note(CursorPlace place)
    {
        lock (_gate)
        {
            _places.RemoveAll(known => known.Position == place.Position);
            _places.Add(place);
            if (_places.Count > PlacesMax)
            {
                _places.RemoveAt(0);
            }
        }
    }

    /// <summary>The last place at or before a position; null if there is none.</summary>
    public CursorPlace? Before(long position)
    {
        lock (_gate)
        {
            return _places.Where(known => known.Position <= position).MaxBy(known => known.Position);
        }
    }
}
