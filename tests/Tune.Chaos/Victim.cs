using System.Diagnostics;
using System.Globalization;
using Tune.Chaos.Checking;
using Tune.Chaos.Sweep;

namespace Tune.Chaos;

/// <summary>A sweep on a store of its own, in a process that can be killed.</summary>
internal sealed class Victim(ChaosOptions options, string experiment, string folder, int slots)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private string Store => Path.Combine(folder, "store");

    private string LedgerFolder => Path.Combine(folder, "ledger");

    /// <summary>Starts and kills until the kills are used up or the sweep has ended by itself.</summary>
    /// <returns>How many kills hit a living process.</returns>
    public async Task<int> KillAsync(Random random, int kills)
    {
        var hits = 0;
        for (var i = 0; i < kills; i++)
        {
            using var process = Start("--quiet", "--no-plots");

            // From the middle of start-up to well into the sweep, evenly on a logarithmic scale.
            var delay = TimeSpan.FromMilliseconds(300 * Math.Pow(20, random.NextDouble()));
            if (process.WaitForExit(delay))
            {
                break;
            }

            ProcessTree.Kill(process.Id);
            await process.WaitForExitAsync();
            hits++;
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{experiment}, {slots} slots: kill {i + 1} after {delay:s\\.fff} s"));
        }

        return hits;
    }

    /// <summary>Runs to the end.</summary>
    public async Task FinishAsync()
    {
        using var process = Start("--quiet", "--no-plots");
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"The sweep ended with exit code {process.ExitCode}, see {folder}.");
        }
    }

    /// <summary>What the ledger says and what the store says, each in its own words.</summary>
    public async Task<Evidence> EvidenceAsync() => new(
        [.. Directory.EnumerateFiles(LedgerFolder).SelectMany(File.ReadLines)],
        await ExportAsync("--csv", "--rolled-back"),
        await ExportAsync("--decisions"));

    private async Task<string[]> ExportAsync(params string[] what)
    {
        var info = Command(["export", experiment, .. what, "--store", Store]);
        info.RedirectStandardOutput = true;
        using var process = Process.Start(info)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException(
                $"export {string.Join(' ', what)} ended with exit code {process.ExitCode}.");
    }

    private Process Start(params string[] more)
    {
        Directory.CreateDirectory(LedgerFolder);
        var info = Command(
        [
            "run", experiment, "--store", Store, "--slots", slots.ToString(CultureInfo.InvariantCulture),
            "--seed", options.Seed.ToString(CultureInfo.InvariantCulture),
            "--trials", options.TrialsOrEnough.ToString(CultureInfo.InvariantCulture), .. more,
        ]);
        info.Environment[Ledger.Variable] = LedgerFolder;
        info.RedirectStandardOutput = true;
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static ProcessStartInfo Command(string[] args)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!);
        info.ArgumentList.Add(SweepProgram.Verb);
        foreach (var arg in args)
        {
            info.ArgumentList.Add(arg);
        }

        return info;
    }
}
