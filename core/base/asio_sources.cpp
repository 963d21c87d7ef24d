// Asio, compiled once for the whole process (BOOST_ASIO_DYN_LINK). Nothing else may stand here.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
