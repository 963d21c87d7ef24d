// Beast, compiled once for the whole process (BOOST_BEAST_SEPARATE_COMPILATION).
#include <boost/beast/src.hpp>
