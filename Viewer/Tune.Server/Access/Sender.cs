using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Tune.Server.Access;

/// <summary>Who asks, for those who read later who did what.</summary>
internal static class Sender
{
    private const int NameMax = 100;
    private static readonly object s_user = new();
    private static readonly object s_name = new();

    /// <summary>Remembers the user at the other end of a connection of this machine.</summary>
    public static void Note(ConnectionContext connection, string user) => connection.Items[s_user] = user;

    /// <summary>Remembers what the sender of a request that passed the gate is called.</summary>
    public static void Note(HttpContext context, string name) =>
        context.Items[s_name] = name.Length <= NameMax ? name : name[..NameMax];

    /// <summary>The user of this machine who asks; null for who comes by another way.</summary>
    public static string? OfThisMachine(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(s_user, out var user) == true
            ? user as string
            : null;

    /// <summary>Who asks, in the words of the audit: a user of this machine or of the program that serves, or the role
    /// that a token stands for.</summary>
    public static string NameOf(HttpContext context) => context.Items[s_name] as string ?? "viewer";
}
