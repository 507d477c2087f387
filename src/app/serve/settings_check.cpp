#include "serve/settings_check.hpp"

#include "serve/telemetry.hpp"
#include "stratum/account/addresses.hpp"
#include "stratum/account/outgoing.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"
#include "stratum/net/mail.hpp"
#include "stratum/net/url.hpp"
#include "stratum/people/settings.hpp"
#include "stratum/platform/server_secrets.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace stratum::app {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

bool is_switch(const std::string& text) { return is_one_of(text, {"yes", "no", "true", "false"}); }
bool is_flag(const std::string& text) { return is_switch(text) || text == "1" || text == "0"; }

template <std::int64_t least, std::int64_t most>
bool is_whole(const std::string& text) {
    const auto number = parse_integer(text);
    return number && *number >= least && *number <= most;
}

bool is_web_address(const std::string& text) { return net::parse_url(text).ok(); }

/// The front of links: nothing may stand behind it that a path can not follow.
bool is_base_url(const std::string& text) {
    const auto url = net::parse_url(text);
    return url && !url->has_login && text.find_first_of("?#") == text.npos;
}

/// The rest of such an address reads as one on the web.
bool is_mail_server(const std::string& text) {
    constexpr std::string_view kScheme = "smtp";
    const bool mail = text.starts_with("smtp://") || text.starts_with("smtps://");
    return mail && net::parse_url("http" + text.substr(kScheme.size())).ok();
}

bool is_file(const std::string& text) {
    const auto stat = stat_file(text);
    return stat && stat->kind != FileKind::folder;
}

bool is_stream_name(const std::string& text) {
    return std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f ||
               std::string_view{".*>/\\"}.find(c) != std::string_view::npos;
    });
}

struct Form {
    std::string_view key;
    bool (*fits)(const std::string& text);
    std::string_view right;
    bool worker = false;  ///< Whether workers use it, too.
};

constexpr std::int64_t kManyMiB = std::int64_t{1} << 40;

constexpr std::array kForms{
    Form{"analyze.jobs", is_whole<1, 1024>, "use a number from 1 to 1024"},
    Form{"analyze.memory", is_whole<128, 1 << 20>, "use MiB, from 128 to 1048576", true},
    Form{"analyze.tempo_range", [](const std::string& text) { return analysis::parse_tempo_range(text).ok(); },
         "use two tempi from 30 to 300, such as 88-175"},
    Form{"analyze.harmony", is_flag, "use true or false", true},
    Form{"analyze.notes", is_flag, "use true or false", true},
    Form{"tempo.known_genres", is_switch, "use yes or no"},
    Form{"networks.use", is_switch, "use yes or no", true},
    Form{"plot.width", is_whole<640, 8192>, "use pixels, from 640 to 8192"},
    Form{"plot.height", is_whole<480, 8192>, "use pixels, from 480 to 8192"},
    Form{"plot.theme", [](const std::string& text) { return is_one_of(text, {"light", "dark"}); }, "use light or dark"},
    Form{"server.base_url", is_base_url, "use the address that people open, such as https://music.example.org"},
    Form{"server.sign_up", [](const std::string& text) { return is_one_of(text, {"invited", "open", "closed"}); },
         "use invited, open or closed"},
    Form{"jobs.nats_credentials", is_file, "name the file of credentials (.creds)", true},
    Form{"jobs.nats_stream", is_stream_name, "use letters, digits, - and _", true},
    Form{"privacy.level", [](const std::string& text) { return is_one_of(text, {"strict", "balanced", "open"}); },
         "use strict, balanced or open", true},
    Form{"webhooks.timeout",
         [](const std::string& text) {
             const auto number = parse_number(text);
             return number && *number >= 0.1 && *number <= 60.0;
         },
         "use seconds, from 0.1 to 60", true},
    Form{"telemetry.otlp_endpoint", is_web_address, "use the collector's address, such as http://localhost:4318", true},
    Form{"mail.server", is_mail_server, "use smtps://mail.example.org or smtp://mail.example.org:587", true},
    Form{"mail.tls", [](const std::string& text) { return is_one_of(text, {"required", "none"}); },
         "use required or none", true},
    Form{"mail.certificates", is_file, "name a file with certificates, PEM", true},
    Form{"blobs.s3_endpoint", is_web_address, "use the store's address, such as https://s3.eu-central-1.amazonaws.com",
         true},
    Form{"blobs.s3_certificates", is_file, "name a file with certificates, PEM", true},
    Form{"uploads.largest", is_whole<0, kManyMiB>, "use a whole number of MiB", true},
    Form{"uploads.quota", is_whole<0, kManyMiB>, "use a whole number of MiB", true},
    Form{"uploads.reserve", is_whole<0, kManyMiB>, "use a whole number of MiB", true},
    Form{"uploads.keep_hours", is_whole<0, kManyMiB>, "use a whole number of hours", true},
    Form{"audio.transcodes", is_whole<0, 64>, "use a number from 0 to 64"},
    Form{"backup.keep", is_whole<1, 1'000'000>, "use how many are kept, 1 or more"},
    Form{"backup.blobs", [](const std::string& text) { return is_one_of(text, {"yes", "no"}); }, "use yes or no"},
};

/// Those whose reader says itself what is wrong.
struct Reading {
    std::string_view key;
    Result<void> (*check)(const std::string& text);
    bool worker = false;
};

template <class T>
Result<void> only_the_error(Result<T> read) {
    if (!read) return std::move(read).error();
    return {};
}

constexpr std::array kReadings{
    Reading{"server.secret", platform::check_server_secret, true},
    Reading{"server.trusted_proxies",
            [](const std::string& text) { return only_the_error(parse_trusted_proxies(text)); }},
    Reading{"outgoing.internal",
            [](const std::string& text) { return only_the_error(account::parse_internal_access(text)); }, true},
    Reading{"telemetry.otlp_headers", [](const std::string& text) { return only_the_error(parse_otlp_headers(text)); },
            true},
    Reading{"backup.every", [](const std::string& text) { return only_the_error(parse_period("backup.every", text)); }},
    Reading{"mail.from",
            [](const std::string& text) -> Result<void> {
                if (const auto checked = net::check_mailbox(text); !checked) return checked.error().within("mail.from");
                return {};
            },
            true},
};

}  // namespace

Result<std::vector<std::string>> parse_trusted_proxies(std::string_view text) {
    std::vector<std::string> out;
    for (const auto part : split(text, ',')) {
        const std::string_view entry = trim(part);
        if (entry.empty()) continue;
        // The zone of a link-local address is a name of this computer's.
        const auto zone = std::min(entry.find('%'), entry.size());
        const auto address = account::parse_address(entry.substr(0, zone));
        if (!address)
            return error(ErrorCode::invalid_argument,
                         "server.trusted_proxies has \"" + printable(entry) + "\", which is no address",
                         "write addresses, no names or networks, as in: 10.0.0.7, 2001:db8::7");
        out.push_back(account::to_text(*address) + std::string{entry.substr(zone)});
    }
    return out;
}

Result<void> check_listen_address(std::string_view text) {
    if (account::parse_address(text.substr(0, text.find('%')))) return {};
    return error(ErrorCode::invalid_argument, "cannot listen on \"" + printable(text) + "\", which is no address",
                 "give an address of this computer with --listen or server.listen, such as 127.0.0.1 or ::");
}

Result<void> check_settings(const Setting& setting, Process process) {
    const bool worker = process == Process::worker;
    for (const Form& form : kForms) {
        if (worker && !form.worker) continue;
        const auto text = setting(form.key);
        if (text && !text->empty() && !form.fits(*text))
            return error(ErrorCode::invalid_argument, std::string{form.key} + " is \"" + printable(*text) + "\"",
                         std::string{form.right});
    }
    for (const Reading& reading : kReadings)
        if (const auto text = setting(reading.key); text && (!worker || reading.worker))
            STRATUM_TRY_VOID(reading.check(*text));
    if (worker) return {};
    if (setting("server.sign_up") == "open" && setting("mail.server").value_or("").empty())
        return error(ErrorCode::invalid_argument, "server.sign_up is \"open\", but mail.server is not set",
                     "set mail.server, since a mail proves a stranger's address, or use invited or closed");
    return people::check_provider_settings(setting);
}

}  // namespace stratum::app
