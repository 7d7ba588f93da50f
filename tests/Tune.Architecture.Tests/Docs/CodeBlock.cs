namespace Tune.Architecture.Tests.Docs;

/// <summary>A C# block of a document.</summary>
/// <param name="Path">The document.</param>
/// <param name="Line">The line of the block's first line of code.</param>
/// <param name="Comment">What the comment above it says after the word <c>csharp</c>.</param>
/// <param name="Code">What the document shows.</param>
internal sealed record CodeBlock(string Path, int Line, string Comment, string Code)
{
    private const string With = "with above";

    /// <summary>Whether it is a further file of the program that the block above it began.</summary>
    public bool IsWithAbove => Comment.TrimStart().StartsWith(With, StringComparison.Ordinal);

    /// <summary>Code compiled with it that the document does not show.</summary>
    public string Context => IsWithAbove ? Comment.TrimStart()[With.Length..] : Comment;

    public override string ToString() => $"{Path}:{Line}";
}
