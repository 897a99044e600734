export default 'ASSET-OK';
