#include "stratum/platform/site.hpp"

#include "compress.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/platform/answers.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace stratum::platform {
namespace {

/// What the app's pages may do: run what ships with the program and talk to this server, nothing else.
constexpr std::string_view kAppPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::string type_of(std::string_view path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes{
        {{"html", "text/html; charset=utf-8"},
         {"js", "text/javascript; charset=utf-8"},
         {"css", "text/css; charset=utf-8"},
         {"json", "application/json"},
         {"yaml", "application/yaml"},
         {"webmanifest", "application/manifest+json"},
         {"svg", "image/svg+xml"},
         {"png", "image/png"},
         {"ico", "image/x-icon"},
         {"woff2", "font/woff2"},
         {"txt", "text/plain; charset=utf-8"},
         {"md", "text/markdown; charset=utf-8"},
         {"map", "application/json"},
         {"wasm", "application/wasm"}}};
    const std::string extension = extension_of(path);
    for (const auto& [name, type] : kTypes)
        if (name == extension) return std::string{type};
    return "application/octet-stream";
}

/// No dot files, no way up, no tricks with separators.
bool is_plain(std::string_view path) {
    return std::ranges::all_of(split(path, '/'), [](std::string_view part) {
        return !part.empty() && part.front() != '.' &&
               std::ranges::none_of(part, [](char c) { return c == '\\' || c == '\0'; });
    });
}

std::optional<net::FilePart> open_part(const std::string& path) {
    auto file = os::open_regular_file(path);
    if (!file) return {};
    const auto size = os::file_size(file->get());
    if (!size) return {};
    return net::FilePart{std::move(*file), 0, *size};
}

bool takes(const Call& call, std::string_view coding) {
    const std::string accepted = call.request.headers.joined("Accept-Encoding");
    return std::ranges::any_of(split(accepted, ','), [&](std::string_view item) {
        const auto parts = split(item, ';');
        return trim(parts[0]) == coding && (parts.size() < 2 || trim(parts[1]) != "q=0");
    });
}

/// The file as an answer, in the smallest form that is there; nothing when there is no such file.
std::optional<Answer> file_answer(const Call& call, const std::string& path, std::string_view caching) {
    const auto stat = stat_file(path);
    if (!stat) return {};
    const std::string etag = "\"" + std::to_string(stat->modified_ns) + "-" + std::to_string(stat->size) + "\"";
    if (auto same = unchanged(call, etag)) {
        // A 304 renews the headers of what the browser has; without the app's own policy a reload would lose it.
        same->headers.set("Content-Security-Policy", std::string{kAppPolicy});
        return Answer{std::move(*same)};
    }
    net::Response response;
    std::optional<net::FilePart> part;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kPacked{{{"br", ".br"}, {"gzip", ".gz"}}};
    for (const auto& [coding, ending] : kPacked) {
        if (!takes(call, coding)) continue;
        part = open_part(path + std::string{ending});
        if (!part) continue;
        response.headers.set("Content-Encoding", std::string{coding});
        response.headers.set("ETag", packed_etag(etag, coding));
        break;
    }
    if (!part) part = open_part(path);
    if (!part) return {};
    response.headers.set("Content-Type", type_of(path));
    if (response.headers.find("ETag") == nullptr) response.headers.set("ETag", etag);
    response.headers.set("Vary", "Accept-Encoding");
    response.headers.set("Cache-Control", std::string{caching});
    response.headers.set("Content-Security-Policy", std::string{kAppPolicy});
    response.body = std::move(*part);
    return Answer{std::move(response)};
}

Answer app_file(const Call& call, const std::string& web) {
    constexpr std::string_view kKept = "public, max-age=31536000, immutable";
    constexpr std::string_view kAskAgain = "no-cache";
    const std::string path{call.request.capture("path")};
    const auto missing = problem(404, "not_found", "there is nothing at " + call.request.path, "see /api/docs");
    if (path.starts_with("api/") || (!path.empty() && !is_plain(path))) return missing;
    if (!path.empty()) {
        const auto caching = path.starts_with("assets/") ? kKept : kAskAgain;
        if (auto answer = file_answer(call, join_path(web, path), caching)) return std::move(*answer);
    }
    // A page of the app has no extension; a file that is missing must not be answered with a page.
    if (!extension_of(path).empty() || path.starts_with("assets/")) return missing;
    if (auto answer = file_answer(call, join_path(web, "index.html"), kAskAgain)) return std::move(*answer);
    return problem(404, "not_found", "this server was built without the web app",
                   "build it with ./dev build, or use the API; it is described at /api/openapi.yaml");
}

Answer document(const Call& call, const std::string& path) {
    if (auto answer = file_answer(call, path, "no-cache")) return std::move(*answer);
    return problem(404, "not_found", "this server was built without the description of its API");
}

}  // namespace

std::vector<Route> site_routes(const SiteOptions& options) {
    const auto from_api = [&](const std::string& name) {
        return [path = join_path(options.api, name)](Call& call) { return document(call, path); };
    };
    const auto from_web = [web = options.web](Call& call) { return app_file(call, web); };
    std::vector<Route> routes;
    const auto add = [&](std::string_view path, std::function<Answer(Call & call)> handle) {
        routes.push_back({.method = net::Method::get,
                          .path = path,
                          .permission = "public",
                          .handle = std::move(handle),
                          .for_anybody = true});
    };
    add("/api/openapi.yaml", from_api("openapi.yaml"));
    add("/api/openapi.json", from_api("openapi.json"));
    add("/api/docs", from_api("docs.html"));
    add("/api/docs/",
        [](Call&) -> Answer { return net::Response{.status = 308, .headers = {{"Location", "/api/docs"}}}; });
    add("/api/docs.js", from_api("docs.js"));
    add("/", from_web);
    add("/{path*}", from_web);
    return routes;
}

}  // namespace stratum::platform
