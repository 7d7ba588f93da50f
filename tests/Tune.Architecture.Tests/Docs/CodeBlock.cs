namespace Tune.Architecture.Tests.Docs;

/// <summary>A C# block of a document.</summary>
/// <param name="Path">The document.</param>
/// <param name="Line">The line of the block's first line of code.</param>
/// <param name="Context">Lines compiled before it that the document does not show.</param>
/// <param name="Code">What the document shows.</param>
internal sealed record CodeBlock(string Path, int Line, string Context, string Code)
{
    /// <summary>Whether it is a second file of the program that the block above it began.</summary>
    public bool IsWithAbove => Context.Trim() == "with above";

    public override string ToString() => $"{Path}:{Line}";
}
