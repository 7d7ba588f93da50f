using Tune.Cli.Output;
using Tune.Cli.Shell;
using Tune.Client;
using Tune.Client.Shapes;

namespace Tune.Cli.Owning;

/// <summary>Says what became of an act.</summary>
internal static class Acting
{
    /// <summary>Acts, and says what was done, or why not.</summary>
    public static async Task<int> ActAsync(
        this CliContext cli, string experiment, bool json, Func<Task<DoneItem>> act)
    {
        try
        {
            // A sentence over the API, a line here.
            var message = (await act()).Message.TrimEnd('.');
            if (json)
            {
                new JsonLines(cli.Out).Notice(message);
            }
            else
            {
                cli.Out.WriteLine(message);
            }

            return ExitCode.Done;
        }
        catch (TuneClientException refused)
        {
            return cli.Fail(
                refused.Kind == "refused" ? $"{experiment}: {refused.Message}" : refused.Message, json);
        }
    }
}
