namespace Tune.Hosting.Tests.Owning;

/// <summary>What came of a command.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Out">What is for programs and people.</param>
/// <param name="Error">What is for people only.</param>
internal sealed record CommandEnd(int Code, string Out, string Error);
