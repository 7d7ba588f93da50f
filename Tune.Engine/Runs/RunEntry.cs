namespace Tune.Engine.Runs;

/// <summary>A tag or a parameter.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its text; null takes a tag away.</param>
public readonly record struct RunEntry(string Key, string? Value);
