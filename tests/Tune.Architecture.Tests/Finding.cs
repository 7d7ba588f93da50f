namespace Tune.Architecture.Tests;

/// <summary>One broken rule: where, and the sentence that says what is wrong and what is allowed.</summary>
internal sealed record Finding(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}
