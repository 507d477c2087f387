#include "session.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace stratum::net {

void serve_tls(Loop& loop, std::shared_ptr<ServerState> state, asio::ip::tcp::socket socket, Callers::Place place) {
    asio::ssl::context& tls = *state->tls;
    run_session(loop, std::move(state), beast::ssl_stream<PlainStream>{PlainStream{std::move(socket)}, tls},
                std::move(place));
}

}  // namespace stratum::net
