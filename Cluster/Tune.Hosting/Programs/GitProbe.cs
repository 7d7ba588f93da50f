using System.ComponentModel;
using System.Diagnostics;

namespace Tune.Hosting.Programs;

/// <summary>Asks git, without a shell and never for long, what is checked out.</summary>
/// <param name="program">The program to start.</param>
/// <param name="patience">How long both questions may take together.</param>
internal sealed class GitProbe(string program, TimeSpan patience)
{
    private const int OutputMax = 64 * 1024;

    /// <summary>The commit of a folder's repository, and whether files under version control differ from it; empty and
    /// null where there is none, or no git, or it takes too long.</summary>
    public async Task<(string Commit, bool? IsDirty)> LookAsync(string folder)
    {
        using var limit = new CancellationTokenSource(patience);
        if (await AskAsync(folder, limit.Token, "rev-parse", "--verify", "HEAD") is not { } commit
            || commit.Trim() is not { Length: >= 40 and <= 64 } hash || !hash.All(char.IsAsciiHexDigit))
        {
            return ("", null);
        }

        var status = await AskAsync(folder, limit.Token, "status", "--porcelain", "--untracked-files=no",
            "--ignore-submodules=all");
        return (hash, status is null ? null : status.Length > 0);
    }

    private async Task<string?> AskAsync(string folder, CancellationToken limit, params string[] question)
    {
        // The monitor that the repository's settings may name is not started, nothing is written, nobody is asked. A
        // filter that they name for a file is run by git to compare it, as by every status.
        var start = new ProcessStartInfo(program, ["-c", "core.fsmonitor=false", .. question])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GIT_OPTIONAL_LOCKS"] = "0", ["GIT_TERMINAL_PROMPT"] = "0" },
        };
        Process? git = null;
        try
        {
            git = Process.Start(start);
            if (git is null)
            {
                return null;
            }

            git.StandardInput.Close();
            _ = git.StandardError.BaseStream.CopyToAsync(Stream.Null, limit);
            var output = new char[OutputMax];
            var read = await git.StandardOutput.ReadBlockAsync(output, limit);
            if (read < OutputMax)
            {
                await git.WaitForExitAsync(limit);
                return git.ExitCode == 0 ? new string(output, 0, read) : null;
            }

            return new string(output);
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException or IOException
            or InvalidOperationException)
        {
            return null;
        }
        finally
        {
            End(git);
        }
    }

    private static void End(Process? git)
    {
        try
        {
            if (git is { HasExited: false })
            {
                git.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It is gone, or can be left alone: it only reads.
        }

        git?.Dispose();
    }
}
