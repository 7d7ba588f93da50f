using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tune.Hosting;
using Tune.Server.Acting;

namespace Tune.Server;

/// <summary>Puts the API into a web app of one's own.</summary>
public static class TuneMount
{
    /// <summary>
    /// Maps the API of a host under <c>/api/v1</c> of these routes, behind the same gate as that of
    /// <see cref="TuneServer"/>: by <see cref="TuneServerOptions.Token"/>, or by what
    /// <see cref="TuneServerOptions.Authorize"/> says of the app's own users. The change feed needs
    /// <c>UseWebSockets</c>.
    /// </summary>
    /// <param name="routes">The app, or a group of it.</param>
    /// <param name="host">What is served; it stays the app's to dispose of.</param>
    /// <param name="options">Whom it lets in; the port is not used. <see cref="TuneServerOptions.Hosts"/> must have the
    /// names the app goes by, if it is asked from other machines.</param>
    public static IEndpointConventionBuilder MapTune(
        this IEndpointRouteBuilder routes, TuneHost host, TuneServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(options);
        return TuneRoutes.MapMounted(routes, Served.Of(host), options, TimeProvider.System);
    }
}
