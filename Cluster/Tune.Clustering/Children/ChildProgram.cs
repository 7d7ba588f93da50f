using System.Reflection;

namespace Tune.Clustering.Children;

/// <summary>The program that is started as a child process: one whose first act is to call
/// <see cref="ChildRunner"/>.</summary>
/// <param name="FileName">The executable's path.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ChildProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>This very program, without the arguments it was given.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not tell which program this is.</exception>
    public static ChildProgram Current
    {
        get
        {
            var path = Environment.ProcessPath ?? throw new PlatformNotSupportedException(
                "The system does not say which program this is, so it cannot be started as a child process.");
            var isHost = Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
            return new ChildProgram(path, isHost ? [Assembly.GetEntryAssembly()!.Location] : []);
        }
    }
}
