using Tune.Engine.Spaces;

namespace Tune.Engine.Trials;

/// <summary>A searcher's answer when asked for the configuration of a new trial.</summary>
public abstract record Suggestion
{
    private Suggestion()
    {
    }

    /// <summary>Try this configuration.</summary>
    public sealed record Use(Configuration Config) : Suggestion;

    /// <summary>Nothing until more results are in; only allowed while a trial runs.</summary>
    public sealed record Wait : Suggestion
    {
        /// <summary>The only value needed.</summary>
        public static readonly Wait Instance = new();
    }

    /// <summary>The space holds nothing more to try.</summary>
    public sealed record Exhausted : Suggestion
    {
        /// <summary>The only value needed.</summary>
        public static readonly Exhausted Instance = new();
    }
}
