using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tune.Hosting;
using Tune.Server.Acting;

namespace Tune.Server;

/// <summary>Puts the API into a web app of one's own.</summary>
public static class TuneMount
{
    /// <summary>Makes a host known to an app: it is disposed of with the app, and whatever asks for a
    /// <see cref="TuneHost"/> is given it, <see cref="MapTune(IEndpointRouteBuilder, TuneServerOptions)"/> too.
    /// </summary>
    /// <param name="services">Those of the app.</param>
    /// <param name="host">The host; from here on it is the app's.</param>
    public static IServiceCollection AddTune(this IServiceCollection services, TuneHost host)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(host);
        // What a container makes itself it also disposes of.
        return services.AddSingleton(_ => host);
    }

    /// <summary>The same for the host that <see cref="AddTune"/> made known.</summary>
    /// <inheritdoc cref="MapTune(IEndpointRouteBuilder, TuneHost, TuneServerOptions)" />
    public static IEndpointConventionBuilder MapTune(this IEndpointRouteBuilder routes, TuneServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes.MapTune(routes.ServiceProvider.GetRequiredService<TuneHost>(), options);
    }

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
