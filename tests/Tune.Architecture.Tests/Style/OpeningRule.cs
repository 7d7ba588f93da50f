using System.Text.RegularExpressions;

namespace Tune.Architecture.Tests.Style;

/// <summary>Where the store opens files by name. Anything may have the name of a file in a folder that people copy and
/// restore, and to open a named pipe is to wait for ever.</summary>
internal static partial class OpeningRule
{
    private const string Store = "Tune.Storage/";

    // Why each may.
    private static readonly string[] Exempt =
    [
        "Tune.Storage/Disks/StoreFile.cs",             // the one place
        "Tune.Storage/Disks/NetworkFolder.cs",         // a list of the system's
        "Tune.Storage/Export/ExportFile.cs",           // makes a new file
        "Tune.Storage/InMemory/MemoryCheckpoints.cs",  // opens along a folder that it holds; makes new files
    ];

    public static IEnumerable<Finding> Check(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Path.StartsWith(Store, StringComparison.Ordinal) && !Exempt.Contains(file.Path)
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        let match = Opening().Match(line.Text)
        where match.Success
        select new Finding($"{file.Path}:{line.Number}", $"{match.Value} - open it with StoreFile");

    [GeneratedRegex(
        @"\bFile\.(ReadAll\w+|ReadLines\w*|Open\w*|Create\w*|Append\w+|WriteAll\w+)(?<!CreateSymbolicLink)\(|"
        + @"\bnew (FileStream|StreamReader|StreamWriter)\((path|Path|\$?"")")]
    private static partial Regex Opening();
}
