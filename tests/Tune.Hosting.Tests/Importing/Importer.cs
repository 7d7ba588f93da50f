using Tune.Cli;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Schedulers;
using Tune.Storage;
using Tune.Testing.Stores;

namespace Tune.Hosting.Tests.Importing;

/// <summary>The command line with a store in a folder of a test.</summary>
internal sealed class Importer(TempFolder folder)
{
    /// <summary>Imports, and takes every decision in what was imported again, which must be the same.</summary>
    public async Task<string> DoneAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(["import", .. arguments]);
        Assert.That(code, Is.EqualTo(ExitCode.Done), output);
        Assert.That(output, Does.StartWith("imported "));
        var (proved, said) = await RunAsync("doctor", "--replay");
        Assert.That(proved, Is.EqualTo(ExitCode.Done), said);
        return output;
    }

    /// <summary>Imports what cannot be imported.</summary>
    /// <param name="said">What the error must say.</param>
    /// <param name="arguments">What is asked for.</param>
    public async Task FailsAsync(string said, params string[] arguments)
    {
        var (code, output) = await RunAsync(["import", .. arguments]);
        Assert.That(code, Is.Not.EqualTo(ExitCode.Done), output);
        Assert.That(output, Does.Contain(said).And.Not.Contain("   at "));
    }

    public async Task<FileStore> OpenAsync() =>
        await FileStore.OpenAsync(folder["store"], new FileStoreOptions(SchedulerCatalog.All));

    public async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        var cli = new CliContext { Book = new ExperimentBook(), Out = output, Error = output, Program = "tune" };
        var code = await CliRoot.RunAsync(cli, [.. arguments, "--store", folder["store"]]);
        return (code, output.ToString());
    }
}
