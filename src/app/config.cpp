#include "config.hpp"

#include <algorithm>
#include <array>

// Header-only: the shared library is built with exceptions, which would come out of the parser.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include "stratum/base/json_writer.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/terminal_text.hpp"

#include <toml++/toml.h>

namespace stratum::app {
namespace {

constexpr std::array kSettings{
    SettingInfo{"library", "folder of the library, or postgresql:// and so on"},
    SettingInfo{"log.level", "debug, info, warning (default), error or off"},
    SettingInfo{"log.format", "text (default) or json, one object a line"},
    SettingInfo{"analyze.jobs", "files that are heard at once (default: all cores)"},
    SettingInfo{"analyze.memory", "memory in MiB that one file may take (default: 1024)"},
    SettingInfo{"analyze.tempo_range", "where the beat is looked for, such as 88-175 (default: anywhere)"},
    SettingInfo{"tempo.folder.*", "likely tempi in a folder: \"/music/DnB\" = \"160-180\"; \"any\" for none"},
    SettingInfo{"tempo.genre.*", "likely tempi of a genre: \"drum and bass\" = \"160-180\"; \"any\" for none"},
    SettingInfo{"tempo.known_genres", "yes (default) or no: forget what is commonly known of genres"},
    SettingInfo{"networks.use", "yes (default) or no: hear by signal processing alone"},
    SettingInfo{"networks.onnxruntime", "the library libonnxruntime.so, if it is not in a usual place"},
    SettingInfo{"analyze.harmony", "true: chords with every analysis (default: false; of a server: true)"},
    SettingInfo{"analyze.notes",
                "true: chords, and the notes of drums, melody and bass, with every analysis (default: false)"},
    SettingInfo{"jobs.threads", "jobs of the server that run at once (default: one less than cores)"},
    SettingInfo{"jobs.nats", "NATS servers that tell workers of jobs: nats://a:4222,nats://b:4222 (default: none)"},
    SettingInfo{"jobs.nats_credentials", "their file of credentials (.creds)"},
    SettingInfo{"jobs.nats_replicas", "servers that keep each name, when the stream is made: 1 (default) to 5"},
    SettingInfo{"jobs.nats_stream", "the stream's name, another for each library (default: STRATUM_JOBS)"},
    SettingInfo{"server.listen", "address that the server listens on (default: 127.0.0.1)"},
    SettingInfo{"server.port", "its port (default: 8080)"},
    SettingInfo{"server.base_url", "where people reach it, for links in mails: https://music.example.org"},
    SettingInfo{"server.tls_certificate", "certificate with its chain, PEM"},
    SettingInfo{"server.tls_key", "the certificate's private key, PEM"},
    SettingInfo{"server.trusted_proxies", "addresses of proxies that are believed, separated by commas"},
    SettingInfo{"server.threads", "threads that answer requests (default: 4)"},
    SettingInfo{"server.bodies", "MiB of memory for the bodies of all requests together (default: 256)"},
    SettingInfo{"server.connections_per_address", "connections of one address, trusted proxies aside (default: 1000)"},
    SettingInfo{"server.metrics_key", "key with which /metrics is told to other computers"},
    SettingInfo{"server.sign_up", "who may make an account: invited (default), open or closed"},
    SettingInfo{"server.secret",
                "32 letters at least, from which the server's keys are made (default: in the database)"},
    SettingInfo{"worker.port", "port on which a worker answers /healthz, /readyz and /metrics (default: none)"},
    SettingInfo{"worker.listen", "address for that (default: 127.0.0.1)"},
    SettingInfo{"backup.folder", "where backups are kept (default: backups/ in the library's folder)"},
    SettingInfo{"backup.every", "how often the server keeps one: 24h, 7d (default: never)"},
    SettingInfo{"backup.keep", "how many of these are kept (default: 7)"},
    SettingInfo{"backup.blobs", "whether these hold uploads, too: yes (default) or no"},
    SettingInfo{"blobs.folder", "folder for uploaded files (default: blobs in the library's folder)"},
    SettingInfo{"blobs.scratch", "folder of this machine for files on their way (default: beside those files)"},
    SettingInfo{"blobs.s3_endpoint", "S3-compatible store instead of a folder: https://s3.eu-central-1.amazonaws.com"},
    SettingInfo{"blobs.s3_bucket", "its bucket, which must be there"},
    SettingInfo{"blobs.s3_prefix", "before the names of files in the bucket: stratum/"},
    SettingInfo{"blobs.s3_region", "region of the bucket (default: us-east-1)"},
    SettingInfo{"blobs.s3_access_key", "key that may read, write, list and delete in the bucket"},
    SettingInfo{"blobs.s3_secret_key", "the secret that goes with it; rather as STRATUM_BLOBS_S3_SECRET_KEY"},
    SettingInfo{"blobs.s3_session_token", "of temporary keys"},
    SettingInfo{"blobs.s3_certificates", "file with further authorities that are trusted, PEM"},
    SettingInfo{"audio.transcodes", "listeners for whom audio is transcoded at once (default: 2; 0: none)"},
    SettingInfo{"uploads.largest", "MiB that one uploaded file may have (default: 4096)"},
    SettingInfo{"uploads.quota",
                "MiB that the files of one workspace may have (default: as many as there is room for)"},
    SettingInfo{"uploads.reserve", "MiB of the disk that uploads leave free (default: 256)"},
    SettingInfo{"uploads.keep_hours", "how long an upload may rest before it is forgotten (default: 168)"},
    SettingInfo{"outgoing.internal",
                "networks and hosts inside that workspaces may send to: \"10.0.0.0/8, hooks.lan\" (default: none)"},
    SettingInfo{"privacy.level",
                "strict, balanced or open for all workspaces (default: each chooses, and begins with strict)"},
    SettingInfo{"webhooks.timeout", "seconds that a receiver of webhooks has for its answer (default: 15)"},
    SettingInfo{"mail.server", "where mail is handed over: smtp://mail.example.org:587 or smtps://"},
    SettingInfo{"mail.from", "whom mails come from: \"Stratum <stratum@example.org>\""},
    SettingInfo{"mail.user", "login at that server"},
    SettingInfo{"mail.password", "its password"},
    SettingInfo{"mail.tls", "required (default) or none, where the network is trusted"},
    SettingInfo{"mail.certificates", "file with further authorities that are trusted, PEM"},
    SettingInfo{"oidc.providers", "other ways to sign in, by names of your own, separated by commas"},
    SettingInfo{"oidc.issuer.*", "of a provider: \"https://id.example.org\""},
    SettingInfo{"oidc.client_id.*", "what the provider calls this server"},
    SettingInfo{"oidc.client_secret.*", "the secret that goes with it"},
    SettingInfo{"oidc.name.*", "what people call the provider"},
    SettingInfo{"oidc.sign_up.*", "yes: people who are new get an account (default: no)"},
    SettingInfo{"telemetry.otlp_endpoint",
                "collector of traces, OTLP over HTTP: http://localhost:4318 (default: none)"},
    SettingInfo{"telemetry.otlp_headers", "what goes with them: \"authorization=Bearer ...,x-team=music\""},
    SettingInfo{"plot.width", "width of pictures in pixels (default: 1600)"},
    SettingInfo{"plot.height", "height of pictures in pixels (default: 900)"},
    SettingInfo{"plot.theme", "light (default) or dark"},
};

std::optional<std::string> text_of(const toml::node& node) {
    if (auto text = node.value_exact<std::string>()) return text;
    if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
    if (const auto number = node.value_exact<double>()) return to_json(*number);
    if (const auto truth = node.value_exact<bool>()) return *truth ? "true" : "false";
    return {};
}

/// "tempo.genre." is the start of all keys of an open table.
bool is_open_table(std::string_view prefix) {
    return std::ranges::any_of(kSettings, [&](const SettingInfo& known) {
        return known.key.ends_with(".*") && known.key.substr(0, known.key.size() - 1) == prefix;
    });
}

}  // namespace

std::span<const SettingInfo> known_settings() { return kSettings; }

std::string variable_of(std::string_view key) {
    std::string name = "STRATUM_";
    for (const char c : key) name += c == '.' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

Result<Config> Config::load(const std::string& path, Environment environment) {
    Config config;
    config.environment_ = std::move(environment);
    if (path.empty()) return config;
    STRATUM_TRY(const std::string text, read_text_file(path));
    const std::string shown = printable(path);
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        const auto& failure = parsed.error();
        return error(
            ErrorCode::invalid_argument,
            shown + ", line " + std::to_string(failure.source().begin.line) + ": " + printable(failure.description()),
            "see stratum(1) for what may stand in the configuration");
    }
    const auto read = [&](const auto& self, const toml::table& table, const std::string& prefix) -> void {
        for (const auto& [name, node] : table) {
            const std::string key = prefix + std::string{name.str()};
            const bool open = is_open_table(prefix);  // Its names are the user's own, and hold no further tables.
            if (const toml::table* inner = node.as_table(); inner != nullptr && !open) {
                self(self, *inner, key + ".");
                continue;
            }
            const std::string where = shown + ", line " + std::to_string(node.source().begin.line) + ": ";
            const auto value = text_of(node);
            const bool known = open || (!key.ends_with(".*") &&
                                        std::ranges::find(kSettings, key, &SettingInfo::key) != kSettings.end());
            if (!known)
                config.warnings_.push_back(where + "there is no setting \"" + printable(key) + "\"");
            else if (!value)
                config.warnings_.push_back(where + "\"" + printable(key) + "\" needs a single value");
            else
                config.values_.insert_or_assign(key, *value);
        }
    };
    read(read, parsed.table(), "");
    return config;
}

std::vector<std::pair<std::string, std::string>> Config::table(std::string_view name) const {
    const std::string prefix = std::string{name} + ".";
    std::vector<std::pair<std::string, std::string>> entries;
    for (auto it = values_.lower_bound(prefix); it != values_.end() && it->first.starts_with(prefix); ++it)
        entries.emplace_back(it->first.substr(prefix.size()), it->second);
    return entries;
}

std::optional<std::string> Config::get(std::string_view key) const {
    if (environment_)
        if (auto value = environment_(variable_of(key)); value && !value->empty()) return value;
    const auto found = values_.find(key);
    if (found == values_.end()) return {};
    return found->second;
}

}  // namespace stratum::app
