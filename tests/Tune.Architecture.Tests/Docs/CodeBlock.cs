namespace Tune.Architecture.Tests.Docs;

/// <summary>A C# block of a document.</summary>
/// <param name="Path">The document.</param>
/// <param name="Line">The line of the block's first line of code.</param>
/// <param name="Context">Lines compiled before it that the document does not show.</param>
/// <param name="Code">What the document shows.</param>
internal sealed record CodeBlock(string Path, int Line, string Context, string Code)
{
    public override string ToString() => $"{Path}:{Line}";
}
