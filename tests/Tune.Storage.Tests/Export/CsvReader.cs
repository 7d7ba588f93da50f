using System.Text;

namespace Tune.Storage.Tests.Export;

/// <summary>Reads RFC 4180 as a stranger would: a state machine over characters, nothing shared with the writer. Null
/// is an empty cell without quotes.</summary>
internal static class CsvReader
{
    public static List<List<string?>> Read(string text)
    {
        var lines = new List<List<string?>>();
        var line = new List<string?>();
        var cell = new StringBuilder();
        var (isQuoted, wasQuoted) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                (isQuoted, wasQuoted) = (!isQuoted, true);
            }
            else if (!isQuoted && (c is ',' or '\n'))
            {
                line.Add(cell.Length == 0 && !wasQuoted ? null : cell.ToString());
                cell.Clear();
                wasQuoted = false;
                if (c == '\n')
                {
                    lines.Add(line);
                    line = [];
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        return isQuoted || cell.Length > 0 || line.Count > 0
            ? throw new InvalidDataException("the text ends within a line")
            : lines;
    }
}
