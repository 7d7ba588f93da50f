using System.ComponentModel;
using System.Diagnostics;

namespace Tune.Processes;

/// <summary>
/// Ends what this process has started when this process is killed: a small shell, in a session of its own, reads from a
/// pipe which sessions to end, and does so when the pipe ends. That works however suddenly this process goes, and for
/// processes that are stopped, ignore every signal they can, or have forgotten who started them. Safe for many threads.
/// </summary>
/// <remarks>
/// The kernel's own signal at a parent's death would not do: it is bound to the thread that started the child, does not
/// reach the child's descendants, and takes the child before it can end them. On Windows, and where there is no shell,
/// nothing is watched.
/// </remarks>
internal static class DeathWatch
{
    // Plain POSIX. Ctrl-C and the like are meant for others. A session is looked through until nobody is left in it,
    // because one that dies may have started another one in the meantime.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT QUIT TERM
        cd /
        sessions=' '
        while read -r what session; do
            case $what in
                +) sessions="$sessions$session " ;;
                -) sessions="${sessions%%" $session "*} ${sessions#*" $session "}" ;;
            esac
        done
        for session in $sessions; do
            kill -9 -- "-$session" || kill -9 "$session"
        done
        for round in 1 2 3 4 5 6 7 8 9 10; do
            left=
            for stat in /proc/[0-9]*/stat; do
                read -r line <"$stat" || continue
                set -- ${line##*) }
                case "$sessions" in
                    *" $3 "* | *" $4 "*)
                        if [ "$1" != Z ]; then
                            process=${stat#/proc/}
                            kill -9 "${process%/stat}" && left=1
                        fi ;;
                esac
            done
            [ "$left" ] || exit 0
        done
        """;

    private static readonly Lock s_gate = new();
    private static readonly HashSet<int> s_watched = [];
    private static Process? s_shell;
    private static bool s_isUnable = OperatingSystem.IsWindows();

    /// <summary>From now on the session that this process leads, or is about to lead, ends with the calling
    /// process.</summary>
    /// <returns>Ends the watch; to be disposed of when the session is over.</returns>
    public static IDisposable Over(int leader)
    {
        lock (s_gate)
        {
            s_watched.Add(leader);
            Tell('+', leader);
        }

        return new Watched(leader);
    }

    private static void Forget(int leader)
    {
        lock (s_gate)
        {
            if (s_watched.Remove(leader))
            {
                Tell('-', leader);
            }
        }
    }

    private static void Tell(char what, int leader)
    {
        if (s_isUnable)
        {
            return;
        }

        try
        {
            if (s_shell is not null)
            {
                Write(s_shell, what, leader);
                return;
            }
        }
        catch (IOException)
        {
            // Somebody has killed the shell; another one takes its place.
            s_shell!.Dispose();
        }

        Begin();
    }

    private static void Begin()
    {
        try
        {
            s_shell = Process.Start(Start())!;
            foreach (var leader in s_watched)
            {
                Write(s_shell, '+', leader);
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            s_isUnable = true;
        }
    }

    private static ProcessStartInfo Start()
    {
        var start = new ProcessStartInfo
        {
            FileName = Programs.Session ?? Programs.Shell,
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        if (Programs.Session is not null)
        {
            start.ArgumentList.Add(Programs.Shell);
        }

        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script.ReplaceLineEndings("\n"));
        return start;
    }

    private static void Write(Process shell, char what, int leader)
    {
        shell.StandardInput.Write(FormattableString.Invariant($"{what} {leader}\n"));
        shell.StandardInput.Flush();
    }

    private sealed class Watched(int leader) : IDisposable
    {
        public void Dispose() => Forget(leader);
    }
}
