using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Tune.Clustering.Children.Code.Reach;

namespace Tune.Clustering.Children;

/// <summary>Tells builds of a program apart, for what only the very same code may read.</summary>
public static class BuildDigest
{
    private static readonly ConditionalWeakTable<Assembly, string> s_known = [];

    /// <summary>
    /// 32 hexadecimal digits: which build of an assembly this is, and of every assembly that it needs, also by way of
    /// others. What belongs to .NET does not count, and one that is not there does not either. Nothing is loaded for
    /// it.
    /// </summary>
    /// <param name="code">The assembly; not one that is made at run time.</param>
    public static string Of(Assembly code) => s_known.GetValue(code, static one => Digest(Builds.With(one)));

    /// <summary>The digest of builds by name.</summary>
    internal static string Digest(SortedDictionary<string, string> builds) => Convert.ToHexString(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', builds.Select(one => $"{one.Key} {one.Value}")))))[..32];
}
