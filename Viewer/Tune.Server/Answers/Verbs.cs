using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Tune.Server.Answers;

/// <summary>Which verbs the routes of the API take at a path: what to say to somebody who comes with another one.
/// </summary>
internal sealed class Verbs
{
    private Known[]? _routes;

    /// <summary>Marks the routes that are looked at; metadata of each.</summary>
    public static object Mark { get; } = new ApiRoute();

    /// <summary>The verbs of the path of a request, in the order of the alphabet; empty where there is no such path.
    /// </summary>
    public IReadOnlyList<string> At(HttpContext context)
    {
        _routes ??= Routes(context.RequestServices);
        return
        [
            .. _routes.Where(route => route.Matches(context)).SelectMany(route => route.Verbs).Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    private static Known[] Routes(IServiceProvider services)
    {
        var policies = services.GetRequiredService<ParameterPolicyFactory>();
        return
        [
            .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>() is not null)
                .Select(endpoint => (endpoint.RoutePattern, endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()))
                .Where(route => route.Item2 is { HttpMethods.Count: > 0 })
                .Select(route => new Known(route.RoutePattern, route.Item2!.HttpMethods, policies)),
        ];
    }

    private sealed class ApiRoute;

    private sealed class Known(RoutePattern pattern, IReadOnlyList<string> verbs, ParameterPolicyFactory policies)
    {
        private readonly TemplateMatcher _matcher = new(new RouteTemplate(pattern), []);

        private readonly (string Parameter, IRouteConstraint Constraint)[] _constraints =
        [
            .. pattern.Parameters.SelectMany(parameter => parameter.ParameterPolicies.Select(
                policy => (parameter.Name, policies.Create(parameter, policy) as IRouteConstraint)))
                .Where(each => each.Item2 is not null).Select(each => (each.Name, each.Item2!)),
        ];

        public IReadOnlyList<string> Verbs => verbs;

        public bool Matches(HttpContext context)
        {
            var values = new RouteValueDictionary();
            return _matcher.TryMatch(context.Request.Path, values)
                && _constraints.All(each => each.Constraint.Match(
                    context, null, each.Parameter, values, RouteDirection.IncomingRequest));
        }
    }
}
