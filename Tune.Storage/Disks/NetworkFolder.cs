using System.Text.RegularExpressions;
using Tune.Engine.Ports;

namespace Tune.Storage.Disks;

/// <summary>
/// Refuses folders on network file systems, whose locks and fsync cannot be relied on. As far as can be known: on Linux
/// the table of mounts says; elsewhere nothing is checked.
/// </summary>
internal static partial class NetworkFolder
{
    private static readonly HashSet<string> s_types = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs",
        "fuse.rclone", "fuse.gcsfuse",
    };

    /// <exception cref="StorageException">The folder is on a network file system.</exception>
    public static void Refuse(string folder, string mounts = "/proc/mounts")
    {
        if (!File.Exists(mounts))
        {
            return;
        }

        var (where, type) = MountOf(folder, File.ReadLines(mounts));
        if (s_types.Contains(type))
        {
            throw new StorageException(
                StorageFault.Refused,
                $"The store '{folder}' is on a network file system ({type} at '{where}'), where neither locks nor "
                + "fsync can be relied on. Choose a folder on a disk of this machine with --store.");
        }
    }

    private static (string Where, string Type) MountOf(string folder, IEnumerable<string> mounts)
    {
        var best = (Where: "", Type: "");
        foreach (var fields in mounts.Select(line => line.Split(' ')).Where(fields => fields.Length > 2))
        {
            var where = Octal().Replace(fields[1], match => ((char)Convert.ToInt32(match.Value[1..], 8)).ToString());
            var isAbove = folder == where || folder.StartsWith(where.TrimEnd('/') + "/", StringComparison.Ordinal);
            if (isAbove && where.Length >= best.Where.Length)
            {
                best = (where, fields[2]);
            }
        }

        return best;
    }

    [GeneratedRegex(@"\\[0-7]{3}")]
    private static partial Regex Octal();
}
