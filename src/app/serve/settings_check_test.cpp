#include "serve/settings_check.hpp"

#include "config.hpp"
#include "stratum/base/os/temp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace stratum::app {
namespace {

using Settings = std::map<std::string, std::string, std::less<>>;

Result<void> check(const Settings& settings, Process process = Process::server) {
    return check_settings(
        [&](std::string_view key) -> std::optional<std::string> {
            const auto found = settings.find(key);
            return found == settings.end() ? std::nullopt : std::optional{found->second};
        },
        process);
}

struct Wrong {
    Settings settings;
    std::string what;   ///< Is told, with the setting's name.
    std::string right;  ///< So is this.
    bool worker = false;
};

const std::vector<Wrong> kWrong{
    {{{"server.secret", "short"}}, "server.secret is shorter than 32 letters", "openssl rand", true},
    {{{"server.secret", ""}}, "server.secret is shorter than 32 letters", "openssl rand", true},
    {{{"server.sign_up", "Closed"}}, "server.sign_up is \"Closed\"", "invited, open or closed"},
    {{{"server.sign_up", "open"}}, "server.sign_up is \"open\", but mail.server is not set", "mail.server"},
    {{{"server.trusted_proxies", "10.0.0.7, 10.0.0.x"}}, "server.trusted_proxies has \"10.0.0.x\"", "addresses"},
    {{{"server.trusted_proxies", "proxy.example"}}, "server.trusted_proxies has \"proxy.example\"", "no names"},
    {{{"server.trusted_proxies", "10.0.0.0/8"}}, "server.trusted_proxies has \"10.0.0.0/8\"", "networks"},
    {{{"server.base_url", "music.example.org"}}, "server.base_url is \"music.example.org\"", "https://"},
    {{{"server.base_url", "ftp://music.example.org"}}, "server.base_url is", "https://"},
    {{{"server.base_url", "https://music.example.org/?from=mail"}}, "server.base_url is", "https://"},
    {{{"outgoing.internal", "10.0.0.0/99"}}, "outgoing.internal has \"10.0.0.0/99\"", "10.0.0.0/8", true},
    {{{"outgoing.internal", "10.0.0.5, foo bar"}}, "outgoing.internal has \"foo bar\"", "10.0.0.0/8", true},
    {{{"mail.server", "mail.example.org"}}, "mail.server is \"mail.example.org\"", "smtps://", true},
    {{{"mail.server", "smtp://"}}, "mail.server is \"smtp://\"", "smtps://", true},
    {{{"mail.server", "smtp://mail:port"}}, "mail.server is \"smtp://mail:port\"", "smtps://", true},
    {{{"mail.tls", "off"}}, "mail.tls is \"off\"", "required or none", true},
    {{{"mail.from", "Stratum"}}, "mail.from: \"Stratum\" is no e-mail address", "ann@example.org", true},
    {{{"mail.certificates", "/nowhere/ca.pem"}}, "mail.certificates is \"/nowhere/ca.pem\"", "PEM", true},
    {{{"oidc.providers", "x"}}, "oidc.issuer.x is not set", "https://"},
    {{{"oidc.providers", "My Login"}}, "oidc.providers has \"My Login\"", "a-z"},
    {{{"oidc.providers", "x"}, {"oidc.issuer.x", "id.example.org"}}, "oidc.issuer.x is \"id.example.org\"", "https://"},
    {{{"oidc.providers", "x"}, {"oidc.issuer.x", "https://id.example.org"}}, "oidc.client_id.x is not set", "set it"},
    {{{"oidc.providers", "x"},
      {"oidc.issuer.x", "https://id.example.org"},
      {"oidc.client_id.x", "stratum"},
      {"oidc.sign_up.x", "Yes"}},
     "oidc.sign_up.x is \"Yes\"",
     "yes or no"},
    {{{"webhooks.timeout", "0"}}, "webhooks.timeout is \"0\"", "0.1 to 60", true},
    {{{"webhooks.timeout", "15s"}}, "webhooks.timeout is \"15s\"", "0.1 to 60", true},
    {{{"backup.blobs", "perhaps"}}, "backup.blobs is \"perhaps\"", "yes or no"},
    {{{"backup.every", "often"}}, "backup.every is \"often\"", "24h"},
    {{{"backup.keep", "0"}}, "backup.keep is \"0\"", "1 or more"},
    {{{"privacy.level", "wide"}}, "privacy.level is \"wide\"", "strict, balanced or open", true},
    {{{"telemetry.otlp_endpoint", "collector"}}, "telemetry.otlp_endpoint is \"collector\"", "http://", true},
    {{{"telemetry.otlp_headers", "secret"}}, "telemetry.otlp_headers has a part", "name=value", true},
    {{{"jobs.nats_stream", "two words"}}, "jobs.nats_stream is \"two words\"", "letters", true},
    {{{"blobs.s3_endpoint", "s3.example.org"}}, "blobs.s3_endpoint is \"s3.example.org\"", "https://", true},
    {{{"uploads.quota", "-1"}}, "uploads.quota is \"-1\"", "whole number", true},
    {{{"audio.transcodes", "many"}}, "audio.transcodes is \"many\"", "0 to 64"},
    {{{"analyze.harmony", "perhaps"}}, "analyze.harmony is \"perhaps\"", "true or false", true},
    {{{"analyze.memory", "1"}}, "analyze.memory is \"1\"", "128", true},
    {{{"analyze.tempo_range", "fast"}}, "analyze.tempo_range is \"fast\"", "88-175"},
    {{{"networks.use", "perhaps"}}, "networks.use is \"perhaps\"", "yes or no", true},
    {{{"plot.theme", "blue"}}, "plot.theme is \"blue\"", "light or dark"},
    // What is shown in a terminal moves no cursor.
    {{{"mail.tls", "\x1b[2Joff"}}, "mail.tls is \"?[2Joff\"", "required or none", true},
};

TEST(SettingsCheck, TellsWhatIsWrongAndWhatIsRight) {
    for (const Wrong& wrong : kWrong) {
        const auto checked = check(wrong.settings);
        ASSERT_FALSE(checked) << wrong.what;
        EXPECT_EQ(checked.error().code, ErrorCode::invalid_argument) << wrong.what;
        EXPECT_THAT(checked.error().text(), testing::HasSubstr(wrong.what));
        EXPECT_THAT(checked.error().hint, testing::HasSubstr(wrong.right));
        EXPECT_EQ(checked.error().text().find('\n'), std::string::npos);
    }
}

TEST(SettingsCheck, JudgesOfAWorkerWhatItUses) {
    for (const Wrong& wrong : kWrong)
        EXPECT_EQ(check(wrong.settings, Process::worker).ok(), !wrong.worker) << wrong.what;
}

TEST(SettingsCheck, TakesWhatIsDocumented) {
    const auto folder = os::TempFolder::make().value();
    EXPECT_TRUE(check({}));
    const Settings right{{"server.secret", std::string(32, 's')},
                         {"server.base_url", "https://music.example.org"},
                         {"server.sign_up", "open"},
                         {"server.trusted_proxies", "10.0.0.7, 2001:db8::7,"},
                         {"outgoing.internal", "10.0.0.0/8, hooks.lan"},
                         {"privacy.level", "balanced"},
                         {"webhooks.timeout", "0.5"},
                         {"mail.server", "smtp://mail.example.org:587"},
                         {"mail.from", "Stratum <stratum@example.org>"},
                         {"mail.tls", "none"},
                         {"oidc.providers", "example, my-id"},
                         {"oidc.issuer.example", "https://id.example.org"},
                         {"oidc.client_id.example", "stratum"},
                         {"oidc.sign_up.example", "yes"},
                         {"oidc.issuer.my-id", "http://127.0.0.1:8000/realm"},
                         {"oidc.client_id.my-id", "stratum"},
                         {"telemetry.otlp_endpoint", "http://localhost:4318"},
                         {"telemetry.otlp_headers", "authorization=Bearer x,x-team=music"},
                         {"backup.every", "24h"},
                         {"backup.blobs", "no"},
                         {"analyze.tempo_range", "88-175"},
                         {"analyze.notes", "true"}};
    for (const Process process : {Process::server, Process::worker}) {
        const auto checked = check(right, process);
        EXPECT_TRUE(checked) << checked.error().text();
    }
    EXPECT_TRUE(check({{"mail.server", "smtps://mail.example.org"}, {"mail.tls", ""}}));
}

TEST(SettingsCheck, WritesProxiesAsConnectionsDo) {
    EXPECT_EQ(parse_trusted_proxies(" 2001:DB8:0::7 ,::ffff:10.0.0.7, fe80::1%eth0,").value(),
              (std::vector<std::string>{"2001:db8::7", "10.0.0.7", "fe80::1%eth0"}));
}

TEST(SettingsCheck, AnAddressToListenOnIsOne) {
    for (const auto* address : {"127.0.0.1", "::", "0.0.0.0", "fe80::1%eth0"})
        EXPECT_TRUE(check_listen_address(address));
    for (const auto* address : {"", "nowhere", "127.0.0.1:80"}) EXPECT_FALSE(check_listen_address(address));
}

// Whoever adds a setting says its form, or that it has none.
TEST(SettingsCheck, EverySettingIsJudgedOrFree) {
    const std::set<std::string_view> free{"library",
                                          "networks.onnxruntime",
                                          "server.tls_certificate",
                                          "server.tls_key",
                                          "server.metrics_key",
                                          "jobs.nats",
                                          "backup.folder",
                                          "blobs.folder",
                                          "blobs.scratch",
                                          "blobs.s3_bucket",
                                          "blobs.s3_prefix",
                                          "blobs.s3_region",
                                          "blobs.s3_access_key",
                                          "blobs.s3_secret_key",
                                          "blobs.s3_session_token",
                                          "mail.user",
                                          "mail.password"};
    const std::set<std::string_view> by_their_commands{
        "log.level",          "log.format",    "jobs.threads",
        "jobs.nats_replicas", "server.listen", "server.port",
        "server.threads",     "server.bodies", "server.connections_per_address",
        "worker.port",        "worker.listen"};
    for (const SettingInfo& known : known_settings()) {
        if (known.key.ends_with(".*")) continue;  // with the names that they go with
        const bool judged = !free.contains(known.key) && !by_their_commands.contains(known.key);
        EXPECT_EQ(check({{std::string{known.key}, "? /?"}}).ok(), !judged) << known.key;
    }
}

}  // namespace
}  // namespace stratum::app
