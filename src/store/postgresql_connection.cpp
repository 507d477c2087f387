#include "postgresql_connection.hpp"

#include "postgresql_error.hpp"
#include "stratum/base/text.hpp"
#include "stratum/store/postgresql.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <map>
#include <poll.h>
#include <sys/socket.h>

namespace stratum::store {
namespace {

struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::map<std::string, std::string> parts_of(const std::string& url) {
    std::map<std::string, std::string> parts;
    char* complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeOptions> options{PQconninfoParse(url.c_str(), &complaint)};
    if (complaint != nullptr) PQfreemem(complaint);  // it quotes the address, password and all
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option)
        if (option->val != nullptr) parts[option->keyword] = option->val;
    return parts;
}

std::string where_of(const std::string& url) {
    auto parts = parts_of(url);
    std::string text = "the database";
    if (!parts["dbname"].empty()) text += " " + parts["dbname"];
    if (!parts["host"].empty()) text += " on " + parts["host"];
    if (!parts["port"].empty()) text += " port " + parts["port"];
    return valid_utf8(text);
}

/// Text must come in the order of its bytes, as on SQLite, or pages and ranges come out otherwise.
Result<void> check_database(const PostgresqlConnection& connection) {
    STRATUM_TRY(
        const auto answer,
        connection.tell("SELECT pg_encoding_to_char(encoding), datcollate, current_setting('server_version_num')::int"
                        " >= 130000, datlocprovider FROM pg_database WHERE datname = current_database()"));
    const auto text = [&](int column) { return std::string{PQgetvalue(answer.get(), 0, column)}; };
    if (text(2) != "t")
        return error(ErrorCode::unsupported, connection.where() + " is kept by a PostgreSQL older than 13",
                     "update PostgreSQL");
    constexpr std::array<std::string_view, 5> kByBytes{"C", "POSIX", "C.UTF-8", "C.utf8", "ucs_basic"};
    if (text(0) == "UTF8" && text(3) != "i" && std::ranges::find(kByBytes, text(1)) != kByBytes.end()) return {};
    return error(ErrorCode::unsupported,
                 connection.where() + " holds " + text(0) + " sorted by the rules of " + text(1) +
                     "; Stratum needs UTF8 sorted by bytes",
                 "make one with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME");
}

}  // namespace

Result<Answer> PostgresqlConnection::checked(PGresult* raw) const {
    Answer answer{raw};
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return answer;
    if (is_broken()) {
        const std::string said = valid_utf8(trim(PQerrorMessage(connection_.get())));
        return error(ErrorCode::io, "the connection to " + where_ + " broke (" + said + ")",
                     "see whether PostgreSQL runs and can be reached; what was not committed is undone");
    }
    if (answer == nullptr || status == PGRES_BAD_RESPONSE)
        return error(ErrorCode::io, where_ + ": " + valid_utf8(trim(PQerrorMessage(connection_.get()))));
    return postgresql_error(answer.get(), where_);
}

PGresult* PostgresqlConnection::answer_to(int sent) const {
    PGconn* const connection = connection_.get();
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto until = now() + std::chrono::duration<double>{answer_patience_.value()};
    while (sent == 1 && answer_patience_.value() > 0.0 && PQisBusy(connection) != 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - now()).count();
        pollfd readable{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
        const int found = left > 0 ? poll(&readable, 1, static_cast<int>(left) + 1) : 0;
        if (found < 0 && errno == EINTR) continue;
        // What libpq then reads is an end, with all that follows from one.
        if (found == 0) shutdown(PQsocket(connection), SHUT_RDWR);
        if (found <= 0 || PQconsumeInput(connection) == 0) break;
    }
    PGresult* last = nullptr;
    while (PGresult* const next = PQgetResult(connection)) {
        PQclear(last);
        last = next;
        if (PQstatus(connection) != CONNECTION_OK) break;
    }
    return last;
}

Result<PostgresqlConnection> PostgresqlConnection::open(const std::string& url, Seconds patience,
                                                        Seconds answer_patience) {
    if (!is_postgresql_url(url))
        return error(ErrorCode::invalid_argument, "the address of a PostgreSQL database begins with postgresql://",
                     "for example postgresql://stratum@localhost/stratum");
    if (parts_of(url).empty())
        return error(ErrorCode::invalid_argument, "the address of the PostgreSQL database can not be read",
                     "it looks like postgresql://user:password@host:5432/name; escape special letters as %40");
    // Those before the address may be overridden by it, those after it not.
    const std::string seconds = std::to_string(std::max(2, static_cast<int>(std::ceil(patience.value()))));
    constexpr std::size_t kCount = 9;
    const std::array<const char*, kCount> keys{"connect_timeout",
                                               "application_name",
                                               "keepalives_idle",
                                               "keepalives_interval",
                                               "keepalives_count",
                                               "tcp_user_timeout",
                                               "dbname",
                                               "client_encoding",
                                               nullptr};
    const std::array<const char*, kCount> values{seconds.c_str(), "stratum",   "30",   "10",   "3",
                                                 "30000",         url.c_str(), "UTF8", nullptr};
    PostgresqlConnection connection{PQconnectdbParams(keys.data(), values.data(), 1), where_of(url), answer_patience};
    if (connection.get() == nullptr) return error(ErrorCode::io, "no memory left to connect to PostgreSQL");
    PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);  // the default prints
    if (connection.is_broken())
        return error(ErrorCode::io,
                     connection.where() + " can not be reached: " + valid_utf8(trim(PQerrorMessage(connection.get()))),
                     "see whether PostgreSQL runs there and whether name, user and password are right");
    STRATUM_TRY_VOID(connection.tell(
        "SET lock_timeout = " + std::to_string(static_cast<std::int64_t>(patience.value() * 1000.0)) +
        "; SET standard_conforming_strings = on; SET jit = off"
        // What we ask is written so that one plan is good for all values; planning each time costs more.
        "; SET plan_cache_mode = force_generic_plan"));
    STRATUM_TRY_VOID(check_database(connection));
    return connection;
}

bool is_postgresql_url(std::string_view place) {
    return place.starts_with("postgresql://") || place.starts_with("postgres://");
}

std::string shown_postgresql_url(const std::string& url) {
    auto parts = parts_of(url);
    std::string text = "postgresql://" + parts["host"];
    if (!parts["port"].empty()) text += ":" + parts["port"];
    return valid_utf8(text + "/" + parts["dbname"]);
}

}  // namespace stratum::store
