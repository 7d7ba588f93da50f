namespace Tune.Engine.Ports;

/// <summary>The short names under which algorithms are stored and chosen, each with its options type.</summary>
public sealed class AlgorithmCatalog
{
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _names = [];

    /// <summary>
    /// Makes a catalogue. Entries come from <see cref="Scheduler{T}"/> and <see cref="Searcher{T}"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A name or a type is entered twice.</exception>
    public AlgorithmCatalog(IReadOnlyList<Entry> schedulers, IReadOnlyList<Entry> searchers)
    {
        Schedulers = schedulers;
        Searchers = searchers;
        foreach (var entry in schedulers.Concat(searchers))
        {
            _types.Add(entry.Name, entry.Options);
            _names.Add(entry.Options, entry.Name);
        }
    }

    /// <summary>All schedulers.</summary>
    public IReadOnlyList<Entry> Schedulers { get; }

    /// <summary>All searchers.</summary>
    public IReadOnlyList<Entry> Searchers { get; }

    /// <summary>A line of the catalogue for a scheduler.</summary>
    public static Entry Scheduler<T>(string name)
        where T : SchedulerOptions => new(name, typeof(T));

    /// <summary>A line of the catalogue for a searcher.</summary>
    public static Entry Searcher<T>(string name)
        where T : SearcherOptions => new(name, typeof(T));

    /// <summary>The options type behind a name; null if the name is not known.</summary>
    public Type? TypeOf(string name) => _types.GetValueOrDefault(name);

    /// <summary>The name of some options; null if their type is not in the catalogue.</summary>
    public string? NameOf(object options) => _names.GetValueOrDefault(options.GetType());

    /// <summary>One line: a short name and the options type behind it.</summary>
    /// <param name="Name">Lower case, unique over schedulers and searchers.</param>
    /// <param name="Options">A record derived from SchedulerOptions or SearcherOptions.</param>
    public sealed record Entry(string Name, Type Options);
}
