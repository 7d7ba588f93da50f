using System.Text.RegularExpressions;

namespace Tune.Architecture.Tests.Style;

/// <summary>Things that are quick to write and dear to keep.</summary>
internal static partial class HygieneRule
{
    private static readonly (Regex Pattern, string Why)[] Everywhere =
    [
        (UnfinishedWord(), "finish it, or open an issue and leave no mark in the code"),
        (Region(), "a file that needs folding is two files"),
        (BarePragma(), "say on the same line why the warning is wrong here"),
    ];

    private static readonly (Regex Pattern, string Why)[] InTests =
    [
        (Sleep(), "wait for the event itself, with a timeout"),
        (Skip(), "a test runs, or it is not there"),
    ];

    public static IEnumerable<Finding> Check(IEnumerable<SourceFile> files) =>
        from file in files
        let patterns = file.IsTest ? [.. Everywhere, .. InTests] : Everywhere
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        from pattern in patterns
        let match = pattern.Pattern.Match(line.Text)
        where match.Success
        select new Finding($"{file.Path}:{line.Number}", $"{match.Value.Trim()} - {pattern.Why}");

    // The character classes keep this file from finding itself.
    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK|X[X]X|Not[I]mplementedException)\b")]
    private static partial Regex UnfinishedWord();

    [GeneratedRegex(@"^\s*#\s*r[e]gion\b.*")]
    private static partial Regex Region();

    [GeneratedRegex(@"^\s*#\s*pragma\s+warning\s+disable(?!.*//\s*\w).*")]
    private static partial Regex BarePragma();

    [GeneratedRegex(@"\b(Thread\.[S]leep|Task\.[D]elay)\b")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"[\[,]\s*([I]gnore|[E]xplicit)\b|\bAssert\.([I]gnore|[P]ass|[I]nconclusive)\b")]
    private static partial Regex Skip();
}
