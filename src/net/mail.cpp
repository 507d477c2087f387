#include "stratum/net/mail.hpp"

#include "stratum/base/text.hpp"
#include "stratum/net/http.hpp"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <memory>
#include <string_view>

namespace stratum::net {
namespace {

struct CloseEasy {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeMime {
    void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    STRATUM_CHECK(longer != nullptr);
    if (!list) list.reset(longer);
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// "Stratum <stratum@example.org>" in its parts.
struct Mailbox {
    std::string name;
    std::string address;
};

Result<Mailbox> parse_mailbox(std::string_view text) {
    Mailbox out;
    std::string_view address = trim(text);
    if (const auto open = address.find('<'); open != address.npos && address.ends_with('>')) {
        out.name = trim(address.substr(0, open));
        address = address.substr(open + 1, address.size() - open - 2);
        if (out.name.size() > 1 && out.name.front() == '"' && out.name.back() == '"')
            out.name = out.name.substr(1, out.name.size() - 2);
    }
    const auto at = address.find('@');
    const bool odd = address.find_first_of(" ,;:<>()[]\\\"") != address.npos || has_control(address);
    if (has_control(text) || odd || at == 0 || at == address.npos || at + 1 == address.size() ||
        address.find('@', at + 1) != address.npos || address.size() > 254)
        return error(ErrorCode::invalid_argument, "\"" + std::string{text} + "\" is no e-mail address",
                     "it looks like ann@example.org");
    out.address = address;
    return out;
}

std::string quoted_string(std::string_view name) {
    if (name.empty()) return {};
    std::string encoded = header_text(name);
    if (encoded != name) return encoded;
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string written(const Mailbox& box) {
    return box.name.empty() ? box.address : quoted_string(box.name) + " <" + box.address + ">";
}

bool is_this_computer(std::string_view url) {
    const auto scheme = url.find("://");
    std::string_view host = scheme == url.npos ? url : url.substr(scheme + 3);
    host = host.substr(0, host.find('/'));
    host = host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
    return host == "localhost" || host == "[::1]" || host == "127.0.0.1";
}

int look_for_stop(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<std::stop_token*>(context)->stop_requested() ? 1 : 0;
}

Error error_of(CURL* handle, CURLcode code, const std::string& url, const char* said) {
    const std::string what = "the mail was not taken by " + url;
    const std::string why = *said != '\0' ? said : curl_easy_strerror(code);
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return error(ErrorCode::timeout, what + ": it did not answer in time", "try again later");
        case CURLE_ABORTED_BY_CALLBACK:
            return error(ErrorCode::cancelled, what + ": interrupted");
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return error(ErrorCode::invalid_argument, what + ": " + why,
                         "give an address that begins with smtp:// or smtps://");
        case CURLE_LOGIN_DENIED:
            return error(ErrorCode::permission_denied, what + ": it does not know this user and password",
                         "check mail.user and mail.password");
        case CURLE_USE_SSL_FAILED:
            return error(ErrorCode::io, what + ": it offers no TLS",
                         "use smtps://, or set mail.tls to none where the network is trusted");
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return error(ErrorCode::io, what + ": its certificate is not trusted (" + why + ")",
                         "check the address, or give its authority's certificate in the configuration");
        default:
            break;
    }
    if (status >= 500)
        return error(ErrorCode::invalid_argument, what + ": it answered " + std::to_string(status) + " (" + why + ")",
                     "check the address it goes to, and the one it comes from");
    if (status >= 400)
        return error(ErrorCode::busy, what + ": it answered " + std::to_string(status), "try again later");
    return error(ErrorCode::io, what + ": " + why, "check the address and the network, and try again");
}

/// Lines end with CR LF in mails; a lone LF would be encoded as a letter.
std::string with_mail_lines(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' && !out.ends_with('\r')) out += '\r';
        out += c;
    }
    return out;
}

void add_part(curl_mime* mime, std::string_view plain, const char* type) {
    const std::string text = with_mail_lines(plain);
    curl_mimepart* part = curl_mime_addpart(mime);
    curl_mime_data(part, text.data(), text.size());
    curl_mime_type(part, type);
    curl_mime_encoder(part, "quoted-printable");
}

}  // namespace

Result<void> check_mailbox(std::string_view text) {
    STRATUM_TRY_VOID(parse_mailbox(text));
    return {};
}

std::string header_text(std::string_view text) {
    constexpr std::size_t kLine = 60;  // with the field's name well below the 78 letters of RFC 5322
    const bool plain = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
    if (plain && text.size() <= kLine && text.find("=?") == text.npos) return std::string{text};
    // 42 bytes make 56 letters of base64, and an encoded word has 75 at most.
    constexpr std::size_t kBytes = 42;
    std::string out;
    while (!text.empty()) {
        std::size_t length = std::min(kBytes, text.size());
        while (length > 1 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
            --length;  // not within a letter
        const std::string_view piece = text.substr(0, length);
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + to_base64({reinterpret_cast<const std::uint8_t*>(piece.data()), piece.size()}) + "?=";
        text.remove_prefix(length);
    }
    return out;
}

std::string mail_date(Timestamp time) {
    std::string date = http_date(time.milliseconds / 1000);
    return date.substr(0, date.size() - 3) + "+0000";  // the same, but for the name of the zone
}

Result<SentMail> send_mail(const MailServer& server, const MailMessage& mail, std::stop_token stop) {
    STRATUM_TRY(const auto from, parse_mailbox(mail.from));
    STRATUM_TRY(const auto to, parse_mailbox(mail.to));
    if (has_control(mail.subject) || has_control(mail.id))
        return error(ErrorCode::invalid_argument, "the subject holds control characters", "write it in one line");
    static const auto kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    STRATUM_CHECK(kReady == CURLE_OK);
    const std::unique_ptr<CURL, CloseEasy> owner{curl_easy_init()};
    CURL* const handle = owner.get();
    STRATUM_CHECK(handle != nullptr);
    std::array<char, CURL_ERROR_SIZE> said{};

    List fields;
    append(fields, "Date: " + mail_date(mail.date));
    append(fields, "From: " + written(from));
    append(fields, "To: " + written(to));
    append(fields, "Subject: " + header_text(mail.subject));
    append(fields, "Message-ID: <" + mail.id + from.address.substr(from.address.find('@')) + ">");
    append(fields, "Content-Type: multipart/alternative");
    append(fields, "Auto-Submitted: auto-generated");  // RFC 3834: no vacation answers, please
    List recipients;
    append(recipients, to.address);

    const std::unique_ptr<curl_mime, FreeMime> alternatives{curl_mime_init(handle)};
    add_part(alternatives.get(), mail.text, "text/plain; charset=utf-8");
    if (!mail.html.empty()) add_part(alternatives.get(), mail.html, "text/html; charset=utf-8");

    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
    set(CURLOPT_URL, server.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, said.data());
    set(CURLOPT_MAIL_FROM, from.address.c_str());
    set(CURLOPT_MAIL_RCPT, recipients.get());
    set(CURLOPT_HTTPHEADER, fields.get());
    set(CURLOPT_MIMEPOST, alternatives.get());
    const bool needs_tls = server.needs_tls && !is_this_computer(server.url);
    set(CURLOPT_USE_SSL, static_cast<long>(needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (!server.user.empty()) {
        set(CURLOPT_USERNAME, server.user.c_str());
        set(CURLOPT_PASSWORD, server.password.c_str());
    }
    if (!server.certificates.empty()) set(CURLOPT_CAINFO, server.certificates.c_str());
    constexpr long kConnect = 20;
    set(CURLOPT_CONNECTTIMEOUT, kConnect);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.patience.value() * 1000.0));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, look_for_stop);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(&stop));

    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) return error_of(handle, code, server.url, said.data());
    SentMail sent;
    char* address = nullptr;
    if (curl_easy_getinfo(handle, CURLINFO_PRIMARY_IP, &address) == CURLE_OK && address != nullptr)
        sent.address = address;
    curl_off_t bytes = 0;
    if (curl_easy_getinfo(handle, CURLINFO_SIZE_UPLOAD_T, &bytes) == CURLE_OK) sent.bytes = bytes;
    return sent;
}

}  // namespace stratum::net
