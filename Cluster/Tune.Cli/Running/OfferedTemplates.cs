using Tune.Cli.Shell;
using Tune.Hosting;

namespace Tune.Cli.Running;

/// <summary>The experiments of the program, to be submitted to it from elsewhere.</summary>
internal static class OfferedTemplates
{
    public static IReadOnlyList<ExperimentTemplate> Of(CliContext cli) =>
    [
        .. cli.Book.Pages.Select(page => new ExperimentTemplate(
            cli.OwnsConsole
                ? page.Tuner with { Trainable = PrintedText.Of(page.Tuner.Trainable) }
                : page.Tuner,
            page.Description)),
    ];
}
