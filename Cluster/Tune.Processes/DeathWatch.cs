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
    // Plain POSIX but for grep's -z, without which the marks are not looked for. Ctrl-C and the like are meant for
    // others. What is stopped starts nobody else while it is looked through. That is done until nobody is left, because
    // one that dies may have started another one in the meantime.
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' HUP INT QUIT TERM
        cd /
        place=
        folders=
        items=' '
        while read -r what item; do
            case $what in
                =) place=$item ;;
                /) folders="$folders$item:" ;;
                +) items="$items$item " ;;
                -) items="${items%%" $item "*} ${items#*" $item "}" ;;
            esac
        done
        IFS=:
        for folder in $folders; do
            rmdir "$folder"
        done
        unset IFS
        sessions=' '
        marks=
        for item in $items; do
            session=${item%:*}
            sessions="$sessions$session "
            marks="$marks -e ^MARK=.*${item#*:}"
            kill -STOP -- "-$session" || kill -STOP "$session"
        done
        [ "$marks" ] || exit 0
        for round in 1 2 3 4 5 6 7 8 9 10; do
            left=
            all=$sessions
            grown=1
            while [ "$grown" ]; do
                grown=
                for stat in /proc/[0-9]*/stat; do
                    read -r line <"$stat" || continue
                    process=${stat#/proc/}
                    process=${process%/stat}
                    set -- ${line##*) }
                    [ "$1" != Z ] && case "$all" in
                        *" $process "*) ;;
                        *" $2 "*) all="$all$process " grown=1 ;;
                        *) case "$sessions" in *" $3 "* | *" $4 "*) all="$all$process " grown=1 ;; esac ;;
                    esac
                done
            done
            for environ in $(grep -lz $marks /proc/[0-9]*/environ); do
                process=${environ#/proc/}
                all="$all${process%/environ} "
            done
            for item in $items; do
                kill -9 -- "-${item%:*}"
                [ "$place" ] && echo 1 >"$place/tune-${item#*:}/cgroup.kill"
            done
            for process in $all; do
                kill -9 "$process" && read -r line <"/proc/$process/stat" && case "${line##*) }" in
                    Z*) ;;
                    *) left=1 ;;
                esac
            done
            [ "$left" ] || break
        done
        [ "$place" ] && for item in $items; do
            rmdir "$place/tune-${item#*:}"/* "$place/tune-${item#*:}"
        done
        """;

    private static readonly Lock s_gate = new();
    private static readonly HashSet<string> s_watched = [];
    private static readonly HashSet<string> s_folders = [];
    private static Process? s_shell;
    private static bool s_isUnable = OperatingSystem.IsWindows();

    /// <summary>From now on the session that this process leads, or is about to lead, ends with the calling process,
    /// and with it all that carries its mark.</summary>
    /// <returns>Ends the watch; to be disposed of when the session is over.</returns>
    public static IDisposable Over(int leader, ProcessMark mark)
    {
        var item = FormattableString.Invariant($"{leader}:{mark.Token}");
        lock (s_gate)
        {
            s_watched.Add(item);
            TellNeedsLock('+', item);
        }

        return new Watched(item);
    }

    /// <summary>Takes an empty folder away when this process ends without having done so itself.</summary>
    public static void Remove(string folder)
    {
        lock (s_gate)
        {
            s_folders.Add(folder);
            if (s_shell is not null)
            {
                TellNeedsLock('/', folder);
            }
        }
    }

    /// <summary>The folder has been taken away.</summary>
    public static void Forget(string folder)
    {
        lock (s_gate)
        {
            s_folders.Remove(folder);
        }
    }

    private static void End(string item)
    {
        lock (s_gate)
        {
            if (s_watched.Remove(item))
            {
                TellNeedsLock('-', item);
            }
        }
    }

    private static void TellNeedsLock(char what, string item)
    {
        if (s_isUnable)
        {
            return;
        }

        try
        {
            if (s_shell is not null)
            {
                Write(s_shell, what, item);
                return;
            }
        }
        catch (IOException)
        {
            // Somebody has killed the shell; another one takes its place.
            s_shell!.Dispose();
        }

        BeginNeedsLock();
    }

    private static void BeginNeedsLock()
    {
        try
        {
            s_shell = Process.Start(Start())!;
            if (ControlGroup.Place is { } place)
            {
                Write(s_shell, '=', place);
            }

            foreach (var folder in s_folders)
            {
                Write(s_shell, '/', folder);
            }

            foreach (var item in s_watched)
            {
                Write(s_shell, '+', item);
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
        start.ArgumentList.Add(Script.ReplaceLineEndings("\n")
            .Replace("MARK", ProcessMark.Variable, StringComparison.Ordinal));
        start.Environment.Remove(ProcessMark.Variable);
        start.Environment[ProcessMark.WatchVariable] = "1";
        return start;
    }

    private static void Write(Process shell, char what, string item)
    {
        shell.StandardInput.Write($"{what} {item}\n");
        shell.StandardInput.Flush();
    }

    private sealed class Watched(string item) : IDisposable
    {
        public void Dispose() => End(item);
    }
}
