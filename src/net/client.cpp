#include "stratum/net/client.hpp"

#include "stratum/base/text.hpp"
#include "stratum/net/url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <curl/curl.h>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace stratum::net {
namespace {

struct CloseEasy {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, CloseEasy>;
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void prepare_library() {
    // Once for the process, before any handle; the language makes sure of both.
    static const auto kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
    STRATUM_CHECK(kReady == CURLE_OK);
}

/// One exchange: what the callbacks of the library work on.
struct Exchange {
    const ClientRequest& request;
    const AddressRule& may_connect;
    ClientResponse response{};
    std::optional<Error> failure{};
    std::size_t sent = 0;
    bool refused = false;
    bool cut = false;
    int status_of_head = 0;
};

std::string address_of(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* place = nullptr;
    if (address.sa_family == AF_INET) place = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    if (address.sa_family == AF_INET6) place = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    if (place == nullptr || inet_ntop(address.sa_family, place, text.data(), text.size()) == nullptr) return {};
    return text.data();
}

curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* to) {
    auto& exchange = *static_cast<Exchange*>(context);
    const std::string address = address_of(to->addr);
    const auto& pinned = exchange.request.addresses;
    const bool other = !pinned.empty() && std::ranges::find(pinned, address) == pinned.end();
    if (address.empty() || other || (exchange.may_connect && !exchange.may_connect(address))) {
        exchange.refused = true;
        return CURL_SOCKET_BAD;
    }
    exchange.response.address = address;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_head(char* data, std::size_t size, std::size_t count, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    const std::string_view line = trim({data, size * count});
    if (line.starts_with("HTTP/")) {
        exchange.response.headers = {};  // of an interim answer
        const auto status = line.find(' ');
        exchange.status_of_head =
            status == line.npos ? 0 : static_cast<int>(parse_integer(line.substr(status + 1, 3)).value_or(0));
    } else if (const auto colon = line.find(':'); colon != line.npos) {
        exchange.response.headers.add(line.substr(0, colon), std::string{trim(line.substr(colon + 1))});
    }
    return size * count;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    const std::size_t bytes = size * count;
    const bool good = exchange.status_of_head >= 200 && exchange.status_of_head < 300;
    if (exchange.request.sink && good) {
        const auto taken = exchange.request.sink({data, bytes});
        if (taken) return bytes;
        exchange.failure = taken.error();
        return 0;
    }
    if (exchange.response.body.size() + bytes > exchange.request.most_bytes) {
        if (exchange.request.cut) {
            exchange.response.body.append(data, exchange.request.most_bytes - exchange.response.body.size());
            exchange.cut = true;
            return 0;
        }
        exchange.failure = error(ErrorCode::no_space,
                                 "the answer is larger than " + std::to_string(exchange.request.most_bytes) + " bytes");
        return 0;
    }
    exchange.response.body.append(data, bytes);
    return bytes;
}

std::size_t give_body(char* place, std::size_t size, std::size_t count, void* context) {
    auto& exchange = *static_cast<Exchange*>(context);
    const auto given = exchange.request.source({place, size * count});
    if (given) return *given;
    exchange.failure = given.error();
    return CURL_READFUNC_ABORT;
}

/// "host:port:address,address", which the library takes for having looked the host up.
Result<std::unique_ptr<curl_slist, FreeList>> pinned_names(const ClientRequest& request) {
    STRATUM_TRY(const Url url, parse_url(request.url));
    std::string line;
    for (const std::string& address : request.addresses) {
        const bool v6 = address.find(':') != std::string::npos;
        line += (line.empty() ? "" : ",") + (v6 ? "[" + address + "]" : address);
    }
    line = url.host + ":" + std::to_string(url.port) + ":" + line;
    return std::unique_ptr<curl_slist, FreeList>{curl_slist_append(nullptr, line.c_str())};
}

int look_for_stop(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Exchange*>(context)->request.stop.stop_requested() ? 1 : 0;
}

Error error_of(CURLcode code, const Exchange& exchange, const char* said) {
    if (exchange.failure) return *exchange.failure;
    // The query may hold secrets.
    const std::string what = "cannot reach " + exchange.request.url.substr(0, exchange.request.url.find('?'));
    const std::string why = *said != '\0' ? said : curl_easy_strerror(code);
    if (exchange.refused)
        return error(ErrorCode::permission_denied, what + ": its address is not one that may be spoken to",
                     "internal addresses are closed to outgoing traffic unless an administrator allows the host");
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return error(ErrorCode::invalid_argument, what + ": " + why, "give an address that begins with https://");
        case CURLE_OPERATION_TIMEDOUT:
            return error(ErrorCode::timeout, what + ": it did not answer in time", "try again later");
        case CURLE_ABORTED_BY_CALLBACK:
            return error(ErrorCode::cancelled, what + ": interrupted");
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return error(ErrorCode::io, what + ": its certificate is not trusted (" + why + ")",
                         "check the address, or give its authority's certificate in the configuration");
        default:
            return error(ErrorCode::io, what + ": " + why, "check the address and the network, and try again");
    }
}

}  // namespace

struct Client::State {
    ClientOptions options;
    std::mutex mutex;
    std::vector<Easy> idle;  ///< Guarded by `mutex`; each keeps its open connections.

    Easy take() {
        const std::scoped_lock lock{mutex};
        if (idle.empty()) return Easy{curl_easy_init()};
        Easy handle = std::move(idle.back());
        idle.pop_back();
        curl_easy_reset(handle.get());
        return handle;
    }
    void give_back(Easy handle) {
        constexpr std::size_t kMostIdle = 16;
        const std::scoped_lock lock{mutex};
        if (idle.size() < kMostIdle) idle.push_back(std::move(handle));
    }
};

Client::Client(ClientOptions options) : state_(std::make_unique<State>()) {
    prepare_library();
    state_->options = std::move(options);
}
Client::~Client() = default;

Result<ClientResponse> Client::send(const ClientRequest& request) {
    Easy handle = request.addresses.empty() ? state_->take() : Easy{curl_easy_init()};
    if (!handle) return error(ErrorCode::io, "no memory left for a connection");
    CURL* const curl = handle.get();
    Exchange exchange{request, state_->options.may_connect};
    std::array<char, CURL_ERROR_SIZE> said{};
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl, option, value); };

    set(CURLOPT_ERRORBUFFER, said.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_URL, request.url.c_str());
    std::unique_ptr<curl_slist, FreeList> names;
    const bool is_name = !request.addresses.empty() && request.url.find("://[") == std::string::npos;
    if (is_name) {
        STRATUM_TRY(names, pinned_names(request));
        set(CURLOPT_RESOLVE, names.get());
    }
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_USERAGENT, state_->options.user_agent.c_str());
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
    if (!state_->options.certificates.empty()) set(CURLOPT_CAINFO, state_->options.certificates.c_str());
    if (request.source || request.sink) {
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_patience.value() + 1.0));
    } else {
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.patience.value() * 1000.0));
    }
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, &exchange);
    set(CURLOPT_HEADERFUNCTION, &take_head);
    set(CURLOPT_HEADERDATA, &exchange);
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, &exchange);
    set(CURLOPT_XFERINFOFUNCTION, &look_for_stop);
    set(CURLOPT_XFERINFODATA, &exchange);
    set(CURLOPT_NOPROGRESS, 0L);

    const std::string method{name_of(request.method)};
    set(CURLOPT_CUSTOMREQUEST, method.c_str());
    if (request.method == Method::head) set(CURLOPT_NOBODY, 1L);
    if (request.source) {
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request.length));
        set(CURLOPT_READFUNCTION, &give_body);
        set(CURLOPT_READDATA, &exchange);
    } else if (!request.body.empty() || request.method == Method::post || request.method == Method::put) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(CURLOPT_POSTFIELDS, request.body.data());
    }
    std::unique_ptr<curl_slist, FreeList> lines;
    const auto add = [&](const std::string& line) { lines.reset(curl_slist_append(lines.release(), line.c_str())); };
    add("Expect:");
    if (request.headers.find("Content-Type") == nullptr) add("Content-Type:");
    // An empty value is written "Name;" for this library.
    for (const auto& [name, value] : request.headers) add(value.empty() ? name + ";" : name + ": " + value);
    set(CURLOPT_HTTPHEADER, lines.get());

    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK && !exchange.cut) return error_of(code, exchange, said.data());
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    if (exchange.response.address.empty()) {  // a connection that was kept
        const char* address = nullptr;
        curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
        if (address != nullptr) exchange.response.address = address;
    }
    const auto count = [&](CURLINFO what) {
        curl_off_t bytes = 0;
        curl_easy_getinfo(curl, what, &bytes);
        return static_cast<std::int64_t>(bytes);
    };
    const auto head = [&](CURLINFO what) {
        long bytes = 0;
        curl_easy_getinfo(curl, what, &bytes);
        return static_cast<std::int64_t>(bytes);
    };
    exchange.response.bytes_sent = head(CURLINFO_REQUEST_SIZE) + count(CURLINFO_SIZE_UPLOAD_T);
    exchange.response.bytes_received = head(CURLINFO_HEADER_SIZE) + count(CURLINFO_SIZE_DOWNLOAD_T);
    if (request.addresses.empty()) state_->give_back(std::move(handle));
    return std::move(exchange.response);
}

}  // namespace stratum::net
